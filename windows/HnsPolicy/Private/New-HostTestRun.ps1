function New-HostTestRun {
    <#
    .SYNOPSIS
        Everything that one run of the self-test knows and has made.
    .PARAMETER NetworkType
        Of the network it makes.
    .PARAMETER NetworkAdapterName
        For the network's NetAdapterName policy; '' leaves the choice to HNS.
    .PARAMETER Subnet
        Of the network: an IPv4 /24.
    .PARAMETER AclCount
        How many ACLs an endpoint is given, one number after the other.
    .PARAMETER Milliseconds
        To wait for the answer to one call.
    .PARAMETER Probe
        Called with a request (Send-HnsPolicyProbe says what is in it) where packets are needed.
    .OUTPUTS
        The run. Made holds what must be removed again, oldest first; Evidence what was sent and answered since the current question began.
    #>
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
        # Names begin with this word and ids with these digits, so that what a killed run left behind can be told from everything else.
        Name               = 'hns-policy-selftest-' + [guid]::NewGuid().ToString('N').Substring(0, 8)
        NetworkType        = $NetworkType
        NetworkAdapterName = $NetworkAdapterName
        Subnet             = $Subnet
        AddressBase        = $Subnet.Substring(0, $Subnet.LastIndexOf('.'))
        AclCount           = $AclCount
        Milliseconds       = $Milliseconds
        Probe              = $Probe
        Version            = $null
        Network            = $null
        Namespaces         = @()
        Made               = [System.Collections.Generic.List[object]]::new()
        Evidence           = [System.Collections.Generic.List[string]]::new()
        # A call did not come back: whatever HNS says from now on is about a sick HNS.
        Hung               = $false
        # Why endpoints are not attached, and why packets prove nothing; '' while they are and do.
        AttachProblem      = ''
        TrafficProblem     = ''
        # A port that every experiment leaves open, to show that packets arrive at all, and the one it is about.
        ControlPort        = 18079
        Port               = 18080
    }
}
