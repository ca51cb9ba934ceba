function Initialize-HostTestRun {
    <#
    .SYNOPSIS
        Looks whether the self-test may run here, and makes its network and namespaces.
    .PARAMETER Run
        The run.
    .PARAMETER AllowNewSwitch
        Do not mind that the network may put a new switch on an adapter.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [switch] $AllowNewSwitch
    )

    $Run.Version = Invoke-HostTestV1 -Run $Run -Request 'GET /globals/version'
    $networks = @(foreach ($id in Get-HostTestObjectId -Run $Run -Kind Network) { Get-HostTestDocument -Run $Run -Kind Network -Id $id })
    Assert-HostTestSubnet -Run $Run -Networks $networks
    if (-not $AllowNewSwitch) { Assert-HostTestSwitch -Run $Run -Networks $networks }
    New-HostTestNetwork -Run $Run
    # One for each endpoint, so that packets between the two leave the stack of one and enter that of the other.
    try {
        $Run.Namespaces = @((New-HostTestNamespace -Run $Run), (New-HostTestNamespace -Run $Run))
    } catch {
        # Everything but packets can be asked of endpoints that are not attached.
        $Run.AttachProblem = $_.Exception.Message
    }
}
