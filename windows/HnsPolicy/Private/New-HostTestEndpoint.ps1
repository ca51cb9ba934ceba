function New-HostTestEndpoint {
    <#
    .SYNOPSIS
        Makes an endpoint for a question and attaches it, so that what it is told meets a switch port as a pod's does.
    .PARAMETER Run
        The run.
    .PARAMETER Name
        a or b: each has an address and a namespace of its own.
    .PARAMETER Policies
        That it is made with.
    .PARAMETER Flags
        Of the endpoint; 1 is a remote one.
    .PARAMETER Unattached
        Leave it out of any namespace.
    .OUTPUTS
        The endpoint, with Id, Address and Compartment.
    #>
    [CmdletBinding()]
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [ValidateSet('a', 'b')] [string] $Name = 'a',
        [AllowEmptyCollection()] [object[]] $Policies = @(),
        [int] $Flags = 0,
        [switch] $Unattached
    )

    $index = 'ab'.IndexOf($Name)
    $endpoint = [pscustomobject]@{
        Kind = 'Endpoint'; Id = New-HostTestId; Name = "$($Run.Name)-$Name"; Address = "$($Run.AddressBase).$(10 + $index)"; Namespace = ''; Compartment = 0
    }
    $document = [ordered]@{
        Name               = $endpoint.Name
        HostComputeNetwork = $Run.Network.Id
        IpConfigurations   = @([ordered]@{ IpAddress = $endpoint.Address; PrefixLength = 24 })
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
