function Assert-HostTestSubnet {
    <#
    .SYNOPSIS
        Ends the run when a network of this host has addresses of the self-test's subnet.
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

    $own = ConvertTo-IpBlock -Text $Run.Subnet
    if ($null -eq $own) { throw "-Subnet $($Run.Subnet) is no IPv4 subnet" }
    foreach ($network in $Networks) {
        foreach ($ipam in @(Get-HostTestMember -Object $network -Name Ipams)) {
            foreach ($subnet in @(Get-HostTestMember -Object $ipam -Name Subnets)) {
                $prefix = [string](Get-HostTestMember -Object $subnet -Name IpAddressPrefix)
                $other = ConvertTo-IpBlock -Text $prefix
                if ($null -eq $other -or $other.Family -ne 4 -or $other.First -gt $own.Last -or $other.Last -lt $own.First) { continue }
                $advice = 'choose another with -Subnet'
                if ([string]$network.Name -like 'hns-policy-selftest-*') { $advice = 'an earlier run left it behind: remove it with -RemoveLeftover' }
                throw "the network '$($network.Name)' has $prefix, and the self-test would use $($Run.Subnet): $advice"
            }
        }
    }
}
