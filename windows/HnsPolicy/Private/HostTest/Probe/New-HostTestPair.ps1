# Creates two attached endpoints with ACLs. The endpoints are created with their ACLs, because the host firewall treats later ACLs
# differently and would hide the effect under test (docs/reference/hns-api.md section 5).
function New-HostTestPair {
    [CmdletBinding()]
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [AllowEmptyCollection()] [object[]] $A = @(),
        [AllowEmptyCollection()] [object[]] $B = @(),
        [switch] $Ipv6
    )

    $pair = [pscustomobject]@{
        A = New-HostTestEndpoint -Run $Run -Name a -Policies $A -Ipv6:$Ipv6
        B = New-HostTestEndpoint -Run $Run -Name b -Policies $B -Ipv6:$Ipv6
    }
    if ($Run.AttachProblem -ne '') { throw "the endpoints are not attached: $($Run.AttachProblem)" }
    $pair
}

# The same endpoint, with its IPv6 address as the one to connect from or to.
function Get-HostTestIpv6End {
    [CmdletBinding()]
    [OutputType([psobject])]
    param([Parameter(Mandatory)] [psobject] $Endpoint)

    [pscustomobject]@{ Address = $Endpoint.Ipv6Address; Compartment = $Endpoint.Compartment }
}

# Removes the pair, so that the same question can create endpoints with the same addresses.
function Remove-HostTestPair {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [psobject] $Pair
    )

    foreach ($endpoint in $Pair.B, $Pair.A) { Remove-HostTestObject -Run $Run -Object $endpoint }
}

# Keeps the control port open. A connection to it proves that the experiment works. The ACL also gives the endpoint a rule that does not
# match the packets under test.
function New-HostTestControl {
    [CmdletBinding()]
    [OutputType([System.Collections.Specialized.OrderedDictionary])]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [ValidateSet('In', 'Out')] [string] $Direction = 'In'
    )

    $fields = @{ Id = 'control'; Direction = $Direction; Priority = 100 }
    if ($Direction -eq 'In') { $fields.LocalPorts = [string]$Run.ControlPort } else { $fields.RemotePorts = [string]$Run.ControlPort }
    New-HostTestAcl -Fields $fields
}
