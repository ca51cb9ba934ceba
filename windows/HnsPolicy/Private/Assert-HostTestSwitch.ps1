function Assert-HostTestSwitch {
    <#
    .SYNOPSIS
        Ends the run when its network would make HNS put a new switch on an adapter of this host, which cuts the host's connections for a while.
    .DESCRIPTION
        Networks of this kind that are already there have such a switch, and HNS puts the new network on it. Where their adapter is known it is named, so
        that HNS takes no other one.
    .PARAMETER Run
        The run.
    .PARAMETER Networks
        Documents of all networks.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [AllowEmptyCollection()] [object[]] $Networks
    )

    if ($Run.NetworkType -eq 'NAT') { return }
    $switched = @($Networks | Where-Object { (Get-HostTestMember -Object $_ -Name Type) -in 'L2Bridge', 'L2Tunnel', 'Overlay', 'Transparent' })
    if ($switched.Count -eq 0) {
        throw "this host has no network on an adapter yet, and making one of type $($Run.NetworkType) would cut its connections for a while: " +
            'run this on a node with a CNI plugin, use -NetworkType NAT, or say -AllowNewSwitch'
    }
    if ($Run.NetworkAdapterName -ne '') { return }
    $adapters = @($switched | ForEach-Object { Get-HostTestMember -Object $_ -Name Policies } | Where-Object { $null -ne $_ -and $_.Type -eq 'NetAdapterName' })
    if ($adapters.Count -gt 0) {
        $Run.NetworkAdapterName = [string](Get-HostTestMember -Object $adapters[0].Settings -Name NetworkAdapterName)
    }
}
