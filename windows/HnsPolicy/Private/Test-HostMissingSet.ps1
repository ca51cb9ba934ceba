function Test-HostMissingSet {
    <#
    .SYNOPSIS
        The code for an ACL that names a set which does not exist.
    .PARAMETER Run
        The run.
    .OUTPUTS
        The name of the HRESULT, or accepted.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $endpoint = New-HostTestEndpoint -Run $Run
    $acl = New-HostTestAcl -Fields @{ RemoteAddresses = 'hns-policy-selftest-missing' }
    Get-HostTestCode -Result (Send-HostTestPolicy -Run $Run -Endpoint $endpoint -Policies @($acl))
}
