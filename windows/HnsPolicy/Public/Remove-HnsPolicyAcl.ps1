function Remove-HnsPolicyAcl {
    <#
    .SYNOPSIS
        Takes the agent's ACLs off HNS endpoints, and nothing else; for uninstalling it.
    .DESCRIPTION
        The agent leaves its ACLs in force when it stops, so that a restart opens no pod. This removes them: every ACL whose Id
        begins with hns-policy-agent. Policies of others (CNI plugin, kube-proxy, administrators) go back to HNS letter by letter as
        HNS wrote them, in the one Update per endpoint that is sent. An endpoint without ACLs of the agent is not touched.
        The pods are open afterwards to whatever others' ACLs allow. Remove the agent first, or it puts its ACLs back. Changes HNS.
        Needs administrator rights.
    .PARAMETER Endpoint
        GUIDs of the endpoints, for instance from Get-HnsPolicyEndpoint by the pipeline. Without it: all of this node, those of
        stopped containers too.
    .EXAMPLE
        Remove-HnsPolicyAcl -WhatIf

        Names what would be removed.
    .EXAMPLE
        Remove-HnsPolicyAcl -Confirm:$false

        Uninstalls: removes all of them without asking for each endpoint.
    .EXAMPLE
        Get-HnsPolicyEndpoint -IpAddress 10.224.0.72 | Remove-HnsPolicyAcl

        Opens one pod, until the agent's next pass if it still runs.
    .OUTPUTS
        HnsPolicy.Removal, one for each endpoint that was changed: Endpoint (GUID), Name, Addresses, Removed (Ids) and Kept (how
        many policies of others it has).
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]
    [OutputType('HnsPolicy.Removal')]
    param(
        [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('Id')]
        [ValidateNotNullOrEmpty()]
        [string[]] $Endpoint
    )

    process {
        # Nothing from the pipeline is not the same as no pipeline: then nothing is asked for.
        $ids = $Endpoint
        if (-not $PSBoundParameters.ContainsKey('Endpoint')) {
            try {
                $ids = @(Get-HnsObjectId -Kind Endpoints)
            } catch {
                $PSCmdlet.ThrowTerminatingError($_)
            }
        }
        foreach ($id in $ids) {
            try {
                $found = Read-HnsEndpoint -Id $id
                if ($null -eq $found) {
                    # Of those that HNS has just listed one may be gone; that is as well.
                    if (-not $PSBoundParameters.ContainsKey('Endpoint')) { continue }
                    throw (New-CommandError -Id EndpointNotFound -Category ObjectNotFound -Target $id -Message "HNS has no endpoint $id.")
                }
                $ours = @(ConvertTo-HnsPolicyAcl -Endpoint $found | Where-Object { $_.Ours })
                if ($ours.Count -eq 0) { continue }
                $target = "HNS endpoint $($found.Id) ($($found.Name), $($found.Addresses -join ', '))"
                $action = "Remove $($ours.Count) ACLs of hns-policy-agent: $(@($ours | ForEach-Object { $_.Id }) -join ', ')"
                if ($PSCmdlet.ShouldProcess($target, $action)) { Clear-OwnAcl -Id $found.Id }
            } catch {
                Write-CommandError -Cmdlet $PSCmdlet -ErrorRecord $_
            }
        }
    }
}
