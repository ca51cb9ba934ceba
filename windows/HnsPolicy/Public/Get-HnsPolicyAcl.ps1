function Get-HnsPolicyAcl {
    <#
    .SYNOPSIS
        Lists the ACLs of HNS endpoints in the order in which HNS tries them.
    .DESCRIPTION
        The lower Priority is tried first and the first ACL that matches decides, for each direction on its own: the virtual switch
        by the ACLs of RuleType Switch, and after it the host's firewall by those of RuleType Host. Reads HNS and changes nothing.
        Needs administrator rights.
    .PARAMETER Endpoint
        GUIDs of the endpoints, for instance from Get-HnsPolicyEndpoint by the pipeline. Without it: those of all running containers
        of this node.
    .EXAMPLE
        Get-HnsPolicyEndpoint -IpAddress 10.224.0.72 | Get-HnsPolicyAcl

        What polices the pod with this address.
    .EXAMPLE
        Get-HnsPolicyAcl | Where-Object { -not $_.Ours -and $_.Action -eq 'Block' }

        What others than the agent block on this node.
    .OUTPUTS
        HnsPolicy.Acl: Endpoint (GUID), Id, Ours (whether it is the agent's), Direction (In or Out, seen from the endpoint),
        Priority, Action (Allow or Block), Protocol, LocalAddresses and RemoteAddresses (none is any; Remote is the peer in both
        directions), Ports (of the destination; '' is all), SourcePorts, RuleType and Settings (the JSON text that HNS returned).
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
            # Nothing from the pipeline is not the same as no pipeline: then nothing is asked for.
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
