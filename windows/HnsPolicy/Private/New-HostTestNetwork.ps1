function New-HostTestNetwork {
    <#
    .SYNOPSIS
        Makes the self-test's network.
    .DESCRIPTION
        It is not persistent: what a killed run leaves behind ends with HNS.
    .PARAMETER Run
        The run.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [psobject] $Run)

    $network = [pscustomobject]@{ Kind = 'Network'; Id = New-HostTestId; Name = $Run.Name }
    $policies = @()
    if ($Run.NetworkAdapterName -ne '') {
        $policies = @([ordered]@{ Type = 'NetAdapterName'; Settings = [ordered]@{ NetworkAdapterName = $Run.NetworkAdapterName } })
    }
    $route = [ordered]@{ NextHop = "$($Run.AddressBase).1"; DestinationPrefix = '0.0.0.0/0' }
    $document = [ordered]@{
        Name          = $network.Name
        Type          = $Run.NetworkType
        Policies      = $policies
        Ipams         = @([ordered]@{ Type = 'Static'; Subnets = @([ordered]@{ IpAddressPrefix = $Run.Subnet; Routes = @($route) }) })
        # EnableNonPersistent.
        Flags         = 8
        SchemaVersion = [ordered]@{ Major = 2; Minor = 0 }
    }
    $Run.Network = $network
    Assert-HostTestDone -Result (Invoke-HostTestCreate -Run $Run -Object $network -Document $document)
}
