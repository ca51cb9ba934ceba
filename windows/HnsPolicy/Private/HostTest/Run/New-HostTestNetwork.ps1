# The network is not persistent, so HNS forgets what a killed run leaves behind.
function New-HostTestNetwork {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [psobject] $Run)

    $network = [pscustomobject]@{ Kind = 'Network'; Id = New-HostTestId; Name = $Run.Name }
    $policies = @()
    if ($Run.NetworkAdapterName -ne '') {
        $policies = @([ordered]@{ Type = 'NetAdapterName'; Settings = [ordered]@{ NetworkAdapterName = $Run.NetworkAdapterName } })
    }
    $route = [ordered]@{ NextHop = "$($Run.AddressBase).1"; DestinationPrefix = '0.0.0.0/0' }
    $ipv4 = [ordered]@{ IpAddressPrefix = $Run.Subnet; Routes = @($route) }
    $ipv6 = [ordered]@{
        IpAddressPrefix = "$($Run.Ipv6Base)/64"
        Routes          = @([ordered]@{ NextHop = "$($Run.Ipv6Base)1"; DestinationPrefix = '::/0' })
    }
    $document = [ordered]@{
        Name          = $network.Name
        Type          = $Run.NetworkType
        Policies      = $policies
        Ipams         = @([ordered]@{ Type = 'Static'; Subnets = @($ipv4, $ipv6) })
        # The flag EnableNonPersistent.
        Flags         = 8
        SchemaVersion = [ordered]@{ Major = 2; Minor = 0 }
    }
    $Run.Network = $network
    if ([version]"$($Run.Version.Major).$($Run.Version.Minor)" -ge [version]'11.10') {
        $result = Invoke-HostTestCreate -Run $Run -Object $network -Document $document
        $Run.HasIpv6 = $result.Succeeded
        if ($Run.HasIpv6) { return }
    }
    $document.Ipams[0].Subnets = @($ipv4)
    Assert-HostTestDone -Result (Invoke-HostTestCreate -Run $Run -Object $network -Document $document)
}

# From HNS 15.2 a namespace with ReadyOnCreate gets its compartment immediately. Older builds may support CreateWithCompartment. Without
# either, the compartment may appear only with a container. No socket can enter it then, and the probe reports this.
function New-HostTestNamespace {
    [CmdletBinding()]
    [OutputType([psobject])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $ways = @(
        [ordered]@{ Type = 'Host'; CreateWithCompartment = $true; SchemaVersion = [ordered]@{ Major = 2; Minor = 2 } }
        [ordered]@{ Type = 'Host'; SchemaVersion = [ordered]@{ Major = 2; Minor = 0 } }
    )
    if ([version]"$($Run.Version.Major).$($Run.Version.Minor)" -ge [version]'15.2') {
        $ways = @([ordered]@{ Type = 'Host'; ReadyOnCreate = $true; SchemaVersion = [ordered]@{ Major = 2; Minor = 0 } }) + $ways
    }
    $namespace = [pscustomobject]@{ Kind = 'Namespace'; Id = New-HostTestId; Name = ''; Compartment = 0 }
    foreach ($way in $ways) {
        $result = Invoke-HostTestCreate -Run $Run -Object $namespace -Document $way
        if ($result.Succeeded) { break }
    }
    Assert-HostTestDone -Result $result
    $document = Get-HostTestDocument -Run $Run -Kind Namespace -Id $namespace.Id
    $namespace.Compartment = [int](Get-HostTestMember -Object $document -Name NamespaceId)
    $namespace
}
