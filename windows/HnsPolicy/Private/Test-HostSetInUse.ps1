function Test-HostSetInUse {
    <#
    .SYNOPSIS
        The code for removing a set that an ACL names.
    .PARAMETER Run
        The run.
    .OUTPUTS
        The name of the HRESULT, or accepted.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $set = New-HostTestSet -Id 'hns-policy-selftest-used' -Values "$($Run.AddressBase).8"
    Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -RequestType Add -Policies @($set))
    $endpoint = New-HostTestEndpoint -Run $Run
    $acl = New-HostTestAcl -Fields @{ RemoteAddresses = 'hns-policy-selftest-used' }
    Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -Endpoint $endpoint -Policies @($acl))
    Get-HostTestCode -Result (Send-HostTestPolicy -Run $Run -RequestType Remove -Policies @($set))
}
