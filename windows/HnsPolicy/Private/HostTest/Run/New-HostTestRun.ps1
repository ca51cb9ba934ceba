# Made lists the objects to remove, oldest first. Evidence lists the requests and responses of the current question.
function New-HostTestRun {
    [CmdletBinding()]
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory)] [string] $NetworkType,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $NetworkAdapterName,
        [Parameter(Mandatory)] [string] $Subnet,
        [Parameter(Mandatory)] [int[]] $AclCount,
        [Parameter(Mandatory)] [int] $Milliseconds,
        [Parameter(Mandatory)] [scriptblock] $Probe
    )

    [pscustomobject]@{
        # The fixed prefix identifies the objects of killed runs.
        Name               = 'hns-policy-selftest-' + [guid]::NewGuid().ToString('N').Substring(0, 8)
        NetworkType        = $NetworkType
        NetworkAdapterName = $NetworkAdapterName
        Subnet             = $Subnet
        # Outside the subnet, like the ClusterIP of a Service. The block is reserved for documentation (RFC 5737).
        ServiceAddress     = '198.51.100.200'
        AddressBase        = $Subnet.Substring(0, $Subnet.LastIndexOf('.'))
        # Of a block that the self-test has for itself. HasIpv6 shows whether the network has it.
        Ipv6Base           = 'fd5e:1f7e:57::'
        HasIpv6            = $false
        AclCount           = $AclCount
        Milliseconds       = $Milliseconds
        Probe              = $Probe
        Version            = $null
        Network            = $null
        Namespaces         = @()
        Made               = [System.Collections.Generic.List[object]]::new()
        Evidence           = [System.Collections.Generic.List[string]]::new()
        # Set after a timeout. Answers of a hanging HNS prove no fact, so no further question is asked.
        Hung               = $false
        # Reasons why endpoints cannot be attached and why results with packets are meaningless. '' if there is no problem.
        AttachProblem      = ''
        TrafficProblem     = ''
        # Every experiment keeps ControlPort open, to prove that packets arrive, and tests Port.
        ControlPort        = 18079
        Port               = 18080
    }
}

# Lists the objects that a run creates.
function Get-HostTestPlan {
    [CmdletBinding()]
    [OutputType([psobject])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $made = @(
        "network $($Run.Name) ($($Run.NetworkType), $($Run.Subnet))"
        "two namespaces for $($Run.Name)"
        "endpoint $($Run.Name)-a ($($Run.AddressBase).10)"
        "endpoint $($Run.Name)-b ($($Run.AddressBase).11)"
        "load balancer of $($Run.Name)-b ($($Run.ServiceAddress))"
    )
    foreach ($target in $made) { [pscustomobject]@{ Target = $target; Action = 'Create, use and remove' } }
}
