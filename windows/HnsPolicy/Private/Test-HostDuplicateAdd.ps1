function Test-HostDuplicateAdd {
    <#
    .SYNOPSIS
        What an Add of an ACL that is already there does.
    .PARAMETER Run
        The run.
    .OUTPUTS
        refuse, append (there are two of it) or ignore.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $endpoint = New-HostTestEndpoint -Run $Run
    $acl = New-HostTestAcl
    Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -Endpoint $endpoint -RequestType Add -Policies @($acl))
    $result = Send-HostTestPolicy -Run $Run -Endpoint $endpoint -RequestType Add -Policies @($acl)
    if (-not $result.Succeeded) { return 'refuse' }
    if (@(Get-HostTestPolicy -Run $Run -Endpoint $endpoint -Type ACL).Count -gt 1) { 'append' } else { 'ignore' }
}
