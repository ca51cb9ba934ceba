function Get-HnsPolicyAcl {
    <#
    .SYNOPSIS
        Lists the ACLs of HNS endpoints in the order in which HNS evaluates them.
    .DESCRIPTION
        HNS evaluates each direction separately. The first matching ACL decides, and lower Priority values come first. ACLs of RuleType Switch (the
        virtual switch) come before those of RuleType Host (the host's firewall). Only reads HNS. Requires administrator rights.
    .PARAMETER Endpoint
        GUIDs of the endpoints, for instance from Get-HnsPolicyEndpoint through the pipeline. Default: the endpoints of all running containers on
        this node.
    .EXAMPLE
        Get-HnsPolicyEndpoint -IpAddress 10.224.0.72 | Get-HnsPolicyAcl

        Lists the ACLs of the pod with this address.
    .EXAMPLE
        Get-HnsPolicyAcl | Where-Object { -not $_.Ours -and $_.Action -eq 'Block' }

        Lists the foreign ACLs on this node that block traffic.
    .OUTPUTS
        HnsPolicy.Acl: Endpoint (GUID), Id, Ours ($true for the agent's ACLs), Direction (In or Out, from the endpoint's view), Priority, Action
        (Allow or Block), Protocol, LocalAddresses and RemoteAddresses (empty is any, and Remote is the peer in both directions), Ports (of the
        destination, '' is all), SourcePorts, RuleType and Settings (the JSON text that HNS returned).
    #>
    [CmdletBinding()]
    [OutputType('HnsPolicy.Acl')]
    param(
        [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('Id')]
        [ValidateNotNullOrEmpty()]
        [string[]] $Endpoint
    )

    process {
        try {
            # An empty pipeline selects no endpoint, unlike a missing parameter.
            if (-not $PSBoundParameters.ContainsKey('Endpoint')) {
                foreach ($found in Find-HnsEndpoint -Cmdlet $PSCmdlet) { ConvertTo-HnsPolicyAcl -Endpoint $found }
                return
            }
            foreach ($id in $Endpoint) {
                try {
                    $found = Read-HnsEndpoint -Id $id
                } catch {
                    Write-CommandError -Cmdlet $PSCmdlet -ErrorRecord $_
                    continue
                }
                if ($null -eq $found) {
                    Write-CommandError -Cmdlet $PSCmdlet -ErrorRecord (
                        New-CommandError -Id EndpointNotFound -Category ObjectNotFound -Target $id -Message "HNS has no endpoint $id.")
                    continue
                }
                ConvertTo-HnsPolicyAcl -Endpoint $found
            }
        } catch {
            $PSCmdlet.ThrowTerminatingError($_)
        }
    }
}
