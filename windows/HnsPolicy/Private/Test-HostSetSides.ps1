function Test-HostSetSides {
    <#
    .SYNOPSIS
        Where a set stands in an ACL of the direction In.
    .PARAMETER Run
        The run.
    .OUTPUTS
        localRemote (as an address would) or sourceDestination (LocalAddresses is the source).
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $id = 'hns-policy-selftest-side'
    # The address that the connecting endpoint has in every experiment.
    $set = New-HostTestSet -Id $id -Values "$($Run.AddressBase).10"
    Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -RequestType Add -Policies @($set))
    foreach ($field in 'RemoteAddresses', 'LocalAddresses') {
        $pair = New-HostTestPair -Run $Run -B @(
            (New-HostTestControl -Run $Run)
            (New-HostTestAcl -Fields @{ Id = 'set'; Action = 'Block'; $field = $id })
            (New-HostTestLastWord -Direction In)
            (New-HostTestLastWord -Direction Out)
        )
        Assert-HostTestControl -Run $Run -From $pair.A -To $pair.B
        if (-not (Test-HostTestArrival -Run $Run -From $pair.A -To $pair.B)) {
            return @{ RemoteAddresses = 'localRemote'; LocalAddresses = 'sourceDestination' }[$field]
        }
        Remove-HostTestPair -Run $Run -Pair $pair
    }
    throw 'a Block ACL with the set of the source blocked nothing, on neither side'
}
