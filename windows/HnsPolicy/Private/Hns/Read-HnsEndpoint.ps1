# Policies are the JSON texts that HNS returned. State is '' on builds whose v2 document lacks it. Returns no value if the endpoint does not
# exist.
function Read-HnsEndpoint {
    [CmdletBinding()]
    [OutputType([psobject])]
    param([Parameter(Mandatory)] [string] $Id)

    $object = Read-HnsObject -Kind Endpoint -Id $Id
    if ($null -eq $object) { return }
    $addresses = @(
        foreach ($configuration in Get-JsonList -Object $object -Name IpConfigurations) {
            Get-JsonMember -Object (Split-JsonText -As Object -Json $configuration) -Name IpAddress
        }
    )
    [pscustomobject]@{
        Id        = Get-JsonMember -Object $object -Name ID
        Name      = Get-JsonMember -Object $object -Name Name
        Network   = Get-JsonMember -Object $object -Name HostComputeNetwork
        Namespace = Get-JsonMember -Object $object -Name HostComputeNamespace
        Addresses = [string[]]$addresses
        # Bit 1 is RemoteEndpoint.
        Remote    = ([long]('0' + (Get-JsonMember -Object $object -Name Flags)) -band 1) -ne 0
        State     = Get-JsonMember -Object $object -Name State
        Policies  = [string[]]@(Get-JsonList -Object $object -Name Policies)
    }
}
