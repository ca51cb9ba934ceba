function Test-HostRemoteEndpoint {
    <#
    .SYNOPSIS
        The code for an ACL on a remote endpoint.
    .PARAMETER Run
        The run.
    .OUTPUTS
        The name of the HRESULT, or accepted.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $endpoint = New-HostTestEndpoint -Run $Run -Flags 1 -Unattached
    Get-HostTestCode -Result (Send-HostTestPolicy -Run $Run -Endpoint $endpoint -Policies @(New-HostTestAcl))
}
