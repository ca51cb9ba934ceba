function Test-AclRule {
    [CmdletBinding()]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory)] [psobject] $Rule,
        [Parameter(Mandatory)] [psobject] $Flow,
        [Parameter(Mandatory)] [hashtable] $Reading
    )

    if ($null -ne $Rule.Protocols -and $Rule.Protocols -cnotcontains "$($Flow.Protocol)") { return $false }
    $local, $remote = $Flow.From, $Flow.To
    $localPort, $remotePort = $Flow.SourcePort, $Flow.Port
    if ($Rule.Acl.Direction -cne 'Out') {
        $localPort, $remotePort = $remotePort, $localPort
        if (-not ($Rule.UsesSets -and $Reading.SetSides -eq 'SourceDestination')) { $local, $remote = $remote, $local }
    }
    foreach ($pair in ($Rule.Local, $local, $localPort), ($Rule.Remote, $remote, $remotePort)) {
        $side, $address, $port = $pair
        if (-not $side.AnyAddress) {
            $hit = $Reading.WholeFamilyBlock -eq 'Everything' -and $side.WholeFamilies.Contains($address.Family)
            if (-not $hit) {
                foreach ($block in $side.Blocks) {
                    if ($block.Family -eq $address.Family -and $block.First -le $address.First -and $address.First -le $block.Last) {
                        $hit = $true
                        break
                    }
                }
            }
            if (-not $hit) { return $false }
        }
        if ($null -ne $side.Ports) {
            $hit = $false
            foreach ($range in $side.Ports) {
                if ($port -ne 0 -and $range[0] -le $port -and $port -le $range[1]) { $hit = $true }
            }
            if (-not $hit) { return $false }
        }
    }
    $true
}
