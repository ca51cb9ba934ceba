# Returns one hashtable for each reading that HNS may use. Builds differ and the documentation is silent, so every open question
# that affects these rules doubles the readings.
# NoMatch           A flow without a matching ACL on an endpoint with ACLs in its direction: Server 2022 allows it, Server 2025
#                   blocks it (docs/reference/hns-api.md section 5).
# WholeFamilyBlock  0.0.0.0/0 and ::/0 in a list match Everything or Nothing.
# SetSides          A set takes the place of an address (LocalRemote), or LocalAddresses is the source in both directions
#                   (SourceDestination).
# SwitchRules       Enforced or Ignored on a network that VFP does not switch.
# HostFirewall      Closed if an L2Bridge network also needs a Host rule that allows the flow. This applies once the endpoint has
#                   ACLs that it was not created with. The agent's ACLs are always added later. CNI plugins create endpoints with
#                   their ACLs, so foreign ACLs are ambiguous.
function Get-HnsReading {
    [CmdletBinding()]
    [OutputType([hashtable])]
    param(
        [Parameter(Mandatory)] [psobject] $Ruleset,
        [Parameter(Mandatory)] [AllowEmptyCollection()] [object[]] $Rules,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $NoMatch
    )

    $open = [ordered]@{ NoMatch = 'Allow', 'Block' }
    if ($NoMatch -ne '') { $open.NoMatch = @($NoMatch) }
    if (@($Rules | Where-Object { $_.NamesWholeFamily }).Count -gt 0) { $open.WholeFamilyBlock = 'Nothing', 'Everything' }
    if (@($Rules | Where-Object { $_.UsesSets }).Count -gt 0) { $open.SetSides = 'LocalRemote', 'SourceDestination' }
    if ($Ruleset.NetworkType -notin 'L2Bridge', 'L2Tunnel', 'Overlay') { $open.SwitchRules = 'Enforced', 'Ignored' }
    # ACLs of both directions count.
    if ($Ruleset.NetworkType -eq 'L2Bridge' -and @($Ruleset.Rules | Where-Object { $_.Acl.Ours }).Count -gt 0) {
        $open.HostFirewall = 'Closed', 'Open'
    }

    $readings = @(@{ WholeFamilyBlock = 'Nothing'; SetSides = 'LocalRemote'; SwitchRules = 'Enforced'; HostFirewall = 'Open' })
    foreach ($name in $open.Keys) {
        $readings = @(
            foreach ($reading in $readings) {
                foreach ($value in $open[$name]) {
                    $more = $reading.Clone()
                    $more[$name] = $value
                    $more
                }
            }
        )
    }
    $readings
}
