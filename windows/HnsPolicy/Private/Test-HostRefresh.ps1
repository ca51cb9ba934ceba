function Test-HostRefresh {
    <#
    .SYNOPSIS
        What Refresh does to the ACLs.
    .PARAMETER Run
        The run.
    .OUTPUTS
        refuse, unchanged or changed.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $endpoint = New-HostTestEndpoint -Run $Run
    Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -Endpoint $endpoint -Policies @(New-HostTestAcl))
    $before = ConvertTo-HostTestJson -Document @(Get-HostTestPolicy -Run $Run -Endpoint $endpoint)
    $result = Send-HostTestPolicy -Run $Run -Endpoint $endpoint -RequestType Refresh -Policies @(New-HostTestAcl -Fields @{ Id = 'other' })
    if (-not $result.Succeeded) { return 'refuse' }
    $after = ConvertTo-HostTestJson -Document @(Get-HostTestPolicy -Run $Run -Endpoint $endpoint)
    if ($after -ceq $before) { 'unchanged' } else { 'changed' }
}
