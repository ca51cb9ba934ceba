function Read-NetworkSet {
    <#
    .SYNOPSIS
        The named address lists of a network, which ACLs may refer to in the place of an address (hns-api.md 2.7).
    .PARAMETER Policies
        JSON texts of the network's policies.
    .OUTPUTS
        A dictionary from a set's Id to its blocks as of ConvertTo-IpBlock, those of sets of sets included.
    #>
    [CmdletBinding()]
    [OutputType([System.Collections.Generic.Dictionary[string, object[]]])]
    param([Parameter(Mandatory)] [AllowEmptyCollection()] [string[]] $Policies)

    $plain = [System.Collections.Generic.Dictionary[string, object[]]]::new([System.StringComparer]::Ordinal)
    $nested = [System.Collections.Generic.Dictionary[string, string[]]]::new([System.StringComparer]::Ordinal)
    foreach ($policy in $Policies) {
        $members = Split-JsonText -As Object -Json $policy
        if ((Get-JsonMember -Object $members -Name Type) -cne 'SetPolicy') { continue }
        $settings = Split-JsonText -As Object -Json (Get-JsonMember -Object $members -Name Settings -Raw)
        $id = Get-JsonMember -Object $settings -Name Id
        $values = [string[]]@(Split-CommaList -Text (Get-JsonMember -Object $settings -Name Values))
        # By name or by the enumeration's number.
        if ((Get-JsonMember -Object $settings -Name PolicyType) -cin 'NESTEDIPSET', '1') { $nested[$id] = $values; continue }
        $plain[$id] = @(foreach ($value in $values) { ConvertTo-IpBlock -Text $value })
    }
    # Not $nested.Keys, which is the set of that name where there is one.
    foreach ($set in $nested.GetEnumerator()) {
        $plain[$set.Key] = @(foreach ($member in $set.Value) { if ($plain.ContainsKey($member)) { $plain[$member] } })
    }
    , $plain
}
