function Remove-HnsPolicyAcl {
    <#
    .SYNOPSIS
        Removes only the agent's ACLs from HNS endpoints, to uninstall it.
    .DESCRIPTION
        The agent leaves its ACLs in force when it stops, so that a restart opens no pod. This command removes every ACL whose Id begins with
        hns-policy-agent. It sends one Update per endpoint, which returns foreign policies (CNI plugin, kube-proxy, administrators) to HNS
        unchanged. Endpoints without ACLs of the agent are not modified.

        Afterwards only foreign ACLs govern the pods. Remove the agent first, because a running agent restores its ACLs. Changes HNS. Requires
        administrator rights.
    .PARAMETER Endpoint
        GUIDs of the endpoints, for instance from Get-HnsPolicyEndpoint through the pipeline. Default: all endpoints of this node, including those
        of stopped containers.
    .EXAMPLE
        Remove-HnsPolicyAcl -WhatIf

        Lists the ACLs without removing them.
    .EXAMPLE
        Remove-HnsPolicyAcl -Confirm:$false

        Removes all of them without asking for each endpoint.
    .EXAMPLE
        Get-HnsPolicyEndpoint -IpAddress 10.224.0.72 | Remove-HnsPolicyAcl

        Opens one pod until the next pass of a running agent.
    .OUTPUTS
        HnsPolicy.Removal, one for each changed endpoint: Endpoint (GUID), Name, Addresses, Removed (Ids) and Kept (number of foreign policies).
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
        # An empty pipeline selects no endpoint, unlike a missing parameter.
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
                    # A listed endpoint may have been deleted meanwhile.
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
