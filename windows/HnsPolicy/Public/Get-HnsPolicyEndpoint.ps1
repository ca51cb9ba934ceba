function Get-HnsPolicyEndpoint {
    <#
    .SYNOPSIS
        Lists the HNS endpoints of this node's running containers with their numbers of ACLs.
    .DESCRIPTION
        An endpoint is a container's network interface in the Host Network Service (HNS). The agent enforces policies with ACLs on the pods'
        endpoints. By default the command lists only endpoints of containers that run on this node. Only reads HNS. Requires administrator rights.
    .PARAMETER Id
        Lists only the endpoints with these GUIDs, in any case. A missing endpoint is an error.
    .PARAMETER IpAddress
        Lists only the endpoints with one of these addresses. An address without an endpoint is an error.
    .PARAMETER All
        Also lists remote endpoints and those in no running container.
    .EXAMPLE
        Get-HnsPolicyEndpoint

        Lists all endpoints that the agent may manage.
    .EXAMPLE
        Get-HnsPolicyEndpoint -IpAddress 10.224.0.72 | Get-HnsPolicyAcl

        Lists the ACLs of the pod with this address.
    .EXAMPLE
        Get-HnsPolicyEndpoint -All | Where-Object { $_.OurAcls -gt 0 -and $_.State -ne 'AttachedSharing' }

        Lists endpoints that have ACLs of the agent but no running container.
    .OUTPUTS
        HnsPolicy.Endpoint: Id, Name, Addresses, State, Network (name), NetworkType, NetworkId, Namespace (GUID), Remote ($true for an endpoint of
        another node), OurAcls (number of the agent's ACLs) and OtherAcls (number of foreign ACLs).
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
                $message = "No matching endpoint has the address $address."
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
