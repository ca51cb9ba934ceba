function Get-NetworkFinding {
    <#
    .SYNOPSIS
        HNS networks that are not well.
    .PARAMETER Model
        Of Get-DiagnosticModel.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Model)

    foreach ($network in $Model.Networks) {
        $what = "$($network.Name) ($($network.Type), $($network.Id))"
        if ($network.ErrorCode -ne 0) {
            New-Finding -Severity warning -Code 'network-unhealthy' -Title "HNS network $($network.Name) reports an error" -Detail (
                '{0}: 0x{1:x8}' -f $what, ([int64]$network.ErrorCode -band 0xffffffffL)) -Evidence $network.File -Subject $network.Id -Advice (
                'HNS could not do the last thing it was asked for this network. Look at HNS''s log in events/ at that time.')
        }
        $addresses = ''
        if ($Model.Text.Contains('network/ipconfig.txt')) { $addresses = $Model.Text['network/ipconfig.txt'] }
        if ($network.ManagementAddress -ne '' -and $addresses -ne '' -and $addresses -notmatch "(?<![\d.])$([regex]::Escape($network.ManagementAddress))(?![\d.])") {
            New-Finding -Severity error -Code 'management-address' -Title "HNS network $($network.Name) has a management address that this host does not have" -Detail (
                "${what}: $($network.ManagementAddress)") -Evidence $network.File, 'network/ipconfig.txt' -Subject $network.Id -Advice (
                'The host''s address has changed since the network was made. Restart the node, or have the CNI make the network anew.')
        }
    }
    $types = @($Model.Networks | ForEach-Object { $_.Type })
    if ($types.Count -gt 0 -and @($types | Where-Object { @('L2Bridge', 'L2Tunnel', 'Overlay', 'Transparent') -contains $_ }).Count -eq 0) {
        New-Finding -Severity warning -Code 'no-pod-network' -Title 'There is no HNS network that pods use' -Detail "types found: $($types -join ', ')" -Evidence 'hns/networks.json' -Advice (
            'Without configuration the agent takes the endpoints of L2Bridge, L2Tunnel, Overlay and Transparent networks for pods. Name the network in its configuration if it is another one.')
    }
}
