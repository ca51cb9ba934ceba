# Creates and attaches an endpoint, so that it has a switch port like a pod's endpoint. Endpoints a and b have different addresses and
# namespaces.
function New-HostTestEndpoint {
    [CmdletBinding()]
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [ValidateSet('a', 'b')] [string] $Name = 'a',
        [AllowEmptyCollection()] [object[]] $Policies = @(),
        [int] $Flags = 0,
        [switch] $Ipv6,
        [switch] $Unattached
    )

    $index = 'ab'.IndexOf($Name)
    $endpoint = [pscustomobject]@{
        Kind = 'Endpoint'; Id = New-HostTestId; Name = "$($Run.Name)-$Name"; Address = "$($Run.AddressBase).$(10 + $index)"
        Ipv6Address = "$($Run.Ipv6Base)$(10 + $index)"; Namespace = ''; Compartment = 0
    }
    $addresses = @([ordered]@{ IpAddress = $endpoint.Address; PrefixLength = 24 })
    if ($Ipv6) { $addresses += [ordered]@{ IpAddress = $endpoint.Ipv6Address; PrefixLength = 64 } }
    $document = [ordered]@{
        Name               = $endpoint.Name
        HostComputeNetwork = $Run.Network.Id
        IpConfigurations   = $addresses
        Routes             = @([ordered]@{ NextHop = "$($Run.AddressBase).1"; DestinationPrefix = '0.0.0.0/0' })
        Policies           = $Policies
        Flags              = $Flags
        SchemaVersion      = [ordered]@{ Major = 2; Minor = 0 }
    }
    Assert-HostTestDone -Result (Invoke-HostTestCreate -Run $Run -Object $endpoint -Document $document -Quiet:($Policies.Count -eq 0))
    if ($Unattached -or $Run.AttachProblem -ne '') { return $endpoint }
    $namespace = $Run.Namespaces[$index]
    $endpoint.Namespace = $namespace.Id
    $endpoint.Compartment = $namespace.Compartment
    $result = Send-HostTestMember -Run $Run -Endpoint $endpoint -RequestType Add
    if (-not $result.Succeeded) {
        $Run.AttachProblem = Format-HostTestResult -Result $result
        $endpoint.Namespace = ''
    }
    $endpoint
}

# Adds an endpoint to its namespace or removes it.
function Send-HostTestMember {
    [CmdletBinding()]
    [OutputType('HnsPolicy.Bridge.HcnResult')]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [psobject] $Endpoint,
        [Parameter(Mandatory)] [ValidateSet('Add', 'Remove')] [string] $RequestType
    )

    $document = [ordered]@{ ResourceType = 'Endpoint'; RequestType = $RequestType; Settings = [ordered]@{ EndpointId = $Endpoint.Id } }
    Invoke-HostTestCall -Run $Run -Name HcnModifyNamespace -Id $Endpoint.Namespace -Document (ConvertTo-HostTestJson -Document $document) -Quiet
}
