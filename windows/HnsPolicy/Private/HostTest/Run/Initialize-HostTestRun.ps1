# Checks that the self-test may run here and creates its network and namespaces.
function Initialize-HostTestRun {
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
    # One per endpoint, so that packets between them cross two network stacks.
    try {
        $Run.Namespaces = @((New-HostTestNamespace -Run $Run), (New-HostTestNamespace -Run $Run))
    } catch {
        # Questions without packets also work on unattached endpoints.
        $Run.AttachProblem = $_.Exception.Message
    }
}

function Assert-HostTestSubnet {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [AllowEmptyCollection()] [object[]] $Networks
    )

    $own = ConvertTo-IpBlock -Text $Run.Subnet
    if ($null -eq $own) { throw "-Subnet $($Run.Subnet) is not an IPv4 subnet" }
    foreach ($network in $Networks) {
        foreach ($ipam in @(Get-HostTestMember -Object $network -Name Ipams)) {
            foreach ($subnet in @(Get-HostTestMember -Object $ipam -Name Subnets)) {
                $prefix = [string](Get-HostTestMember -Object $subnet -Name IpAddressPrefix)
                $other = ConvertTo-IpBlock -Text $prefix
                if ($null -eq $other -or $other.Family -ne 4 -or $other.First -gt $own.Last -or $other.Last -lt $own.First) { continue }
                $advice = 'choose another with -Subnet'
                if ([string]$network.Name -like 'hns-policy-selftest-*') { $advice = 'an earlier run left it behind. Remove it with -RemoveLeftover' }
                throw "the network '$($network.Name)' uses $prefix, which overlaps the self-test's subnet $($Run.Subnet): $advice"
            }
        }
    }
}
