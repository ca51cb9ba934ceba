function Get-HnsPolicyEndpoint {
    <#
    .SYNOPSIS
        Lists the HNS endpoints of this node's running containers and how many ACLs they have.
    .DESCRIPTION
        An endpoint is a container's network interface as the Host Network Service (HNS) keeps it; the agent polices pods by the
        ACLs on their endpoints. Listed are those of containers that run on this node: not endpoints of other nodes, nor those that
        are attached to nothing. Reads HNS and changes nothing. Needs administrator rights.
    .PARAMETER Id
        Only the endpoints with these GUIDs, in upper or lower case. One that is not there is an error.
    .PARAMETER IpAddress
        Only the endpoints that have one of these addresses. One that nobody has is an error.
    .PARAMETER All
        Also endpoints of other nodes and those that are in no running container.
    .EXAMPLE
        Get-HnsPolicyEndpoint

        All endpoints that the agent may police.
    .EXAMPLE
        Get-HnsPolicyEndpoint -IpAddress 10.224.0.72 | Get-HnsPolicyAcl

        The ACLs of the pod with this address.
    .EXAMPLE
        Get-HnsPolicyEndpoint -All | Where-Object { $_.OurAcls -gt 0 -and $_.State -ne 'AttachedSharing' }

        Endpoints with ACLs of the agent that are in no running container any more.
    .OUTPUTS
        HnsPolicy.Endpoint: Id, Name, Addresses, State, Network (name), NetworkType, NetworkId, Namespace (GUID), Remote (of another
        node), OurAcls (how many ACLs are the agent's) and OtherAcls (how many are not).
    #>
    [CmdletBinding()]
    [OutputType('HnsPolicy.Endpoint')]
    param(
        [Parameter(Position = 0)] [ValidateNotNullOrEmpty()] [string[]] $Id,
        [ValidateNotNullOrEmpty()] [string[]] $IpAddress,
        [switch] $All
    )

    try {
        $endpoints = @(Find-HnsEndpoint -Cmdlet $PSCmdlet -All:$All)
        if ($PSBoundParameters.ContainsKey('Id')) {
            foreach ($one in $Id) {
                if (@($endpoints | Where-Object { $_.Id -eq $one }).Count -gt 0) { continue }
                $message = "HNS has no endpoint $one in a running container of this node (-All for others)."
                if ($All) { $message = "HNS has no endpoint $one." }
                Write-CommandError -Cmdlet $PSCmdlet -ErrorRecord (
                    New-CommandError -Id EndpointNotFound -Category ObjectNotFound -Target $one -Message $message)
            }
            $endpoints = @($endpoints | Where-Object { $_.Id -in $Id })
        }
        if ($PSBoundParameters.ContainsKey('IpAddress')) {
            $index = Get-AddressIndex -Endpoints $endpoints
            $found = @{}
            foreach ($address in $IpAddress) {
                $owners = @(Find-EndpointByAddress -Index $index -IpAddress $address)
                foreach ($owner in $owners) { $found[$owner.Id] = $true }
                if ($owners.Count -gt 0) { continue }
                $message = "No endpoint of those looked at has the address $address."
                Write-CommandError -Cmdlet $PSCmdlet -ErrorRecord (
                    New-CommandError -Id EndpointNotFound -Category ObjectNotFound -Target $address -Message $message)
            }
            $endpoints = @($endpoints | Where-Object { $found.ContainsKey($_.Id) })
        }

        $networks = @{}
        foreach ($endpoint in $endpoints) {
            if (-not $networks.ContainsKey($endpoint.Network)) { $networks[$endpoint.Network] = Read-HnsNetwork -Id $endpoint.Network }
            $network = $networks[$endpoint.Network]
            $acls = @(foreach ($policy in $endpoint.Policies) { Read-AclPolicy -Policy $policy })
            $ours = @($acls | Where-Object { $_.Ours }).Count
            [pscustomobject]@{
                PSTypeName  = 'HnsPolicy.Endpoint'
                Id          = $endpoint.Id
                Name        = $endpoint.Name
                Addresses   = $endpoint.Addresses
                State       = $endpoint.State
                Network     = $network.Name
                NetworkType = $network.Type
                NetworkId   = $endpoint.Network
                Namespace   = $endpoint.Namespace
                Remote      = $endpoint.Remote
                OurAcls     = $ours
                OtherAcls   = $acls.Count - $ours
            }
        }
    } catch {
        $PSCmdlet.ThrowTerminatingError($_)
    }
}
