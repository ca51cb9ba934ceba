function Get-NetworkFinding {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Model)

    foreach ($network in $Model.Networks) {
        $what = "$($network.Name) ($($network.Type), $($network.Id))"
        if ($network.ErrorCode -ne 0) {
            New-Finding -Severity warning -Code 'network-unhealthy' -Title "HNS network $($network.Name) reports an error" -Detail (
                '{0}: 0x{1:x8}' -f $what, ([int64]$network.ErrorCode -band 0xffffffffL)) -Evidence $network.File -Subject $network.Id -Advice (
                'The last operation on this network failed. See HNS''s log in events/.')
        }
        $addresses = ''
        if ($Model.Text.Contains('network/ipconfig.txt')) { $addresses = $Model.Text['network/ipconfig.txt'] }
        if ($network.ManagementAddress -ne '' -and $addresses -ne '' -and $addresses -notmatch "(?<![\d.])$([regex]::Escape($network.ManagementAddress))(?![\d.])") {
            New-Finding -Severity error -Code 'management-address' -Title "HNS network $($network.Name) has a management address that this host lacks" -Detail (
                "${what}: $($network.ManagementAddress)") -Evidence $network.File, 'network/ipconfig.txt' -Subject $network.Id -Advice (
                'The host''s address has changed since the network was created. Restart the node, or let the CNI plugin recreate the network.')
        }
    }
    $types = @($Model.Networks | ForEach-Object { $_.Type })
    if ($types.Count -gt 0 -and @($types | Where-Object { @('L2Bridge', 'L2Tunnel', 'Overlay', 'Transparent') -contains $_ }).Count -eq 0) {
        New-Finding -Severity warning -Code 'no-pod-network' -Title 'There is no HNS network for pods' -Detail "types found: $($types -join ', ')" -Evidence 'hns/networks.json' -Advice (
            'By default the agent manages the endpoints of L2Bridge, L2Tunnel, Overlay and Transparent networks. If pods use another network, name it in the agent''s configuration.')
    }
}
