function Get-HnsReading {
    <#
    .SYNOPSIS
        The ways in which HNS may read an endpoint's ACLs, as far as it matters to them. Nobody knows which: builds differ and
        documents are silent.
    .DESCRIPTION
        NoMatch           What becomes of a flow that no ACL matches, where the endpoint has ACLs in that direction: Server 2022
                          lets it pass, Server 2025 blocks it (hns-api.md 5).
        WholeFamilyBlock  Whether 0.0.0.0/0 and ::/0 in a list match Everything or Nothing.
        SetSides          Whether a set stands where an address would (LocalRemote), or LocalAddresses is the source in both
                          directions (SourceDestination).
        SwitchRules       Whether they are Enforced or Ignored on a network that is not switched by VFP.
        HostFirewall      Closed where an L2Bridge network also needs a Host rule that allows the flow, once the endpoint has ACLs
                          that it was not created with. The agent's never are; of others' it cannot be told, and CNI plugins create
                          endpoints with theirs.
    .PARAMETER Ruleset
        Of the endpoint, as of Read-Ruleset.
    .PARAMETER Rules
        Those of it that are of the flow's direction.
    .PARAMETER NoMatch
        Allow or Block where the caller knows; '' where not.
    .OUTPUTS
        Hashtables with a key for each of these; the keys that differ between them are those that matter.
    #>
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
    # The endpoint's ACLs of either direction count.
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
