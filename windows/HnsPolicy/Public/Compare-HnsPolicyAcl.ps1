function Compare-HnsPolicyAcl {
    <#
    .SYNOPSIS
        Compares the desired ACLs of this node's HNS endpoints with the actual ones.
    .DESCRIPTION
        The desired ACLs come from a plan written by `hns-policy plan -o json` (docs/plan.schema.json). Only the agent's own ACLs are compared.
        Foreign ACLs are ignored. Spellings with the same meaning are equal, as they are to the agent.

        A plan is made without reading HNS. If foreign ACLs occupy a priority that the agent would use, the agent takes the next one. All its ACLs
        of that priority then differ from the plan. For pods on an L2Bridge network, make the plan with --network-type L2Bridge. On an endpoint
        that should have no ACL, ACLs that allow everything are no difference: the agent leaves them if HNS cannot remove the last ACL.

        Only reads HNS. Requires administrator rights.
    .PARAMETER Plan
        Path of the plan file.
    .PARAMETER Desired
        The plan itself: its text (as one string or as lines), or the object that ConvertFrom-Json returns for it.
    .PARAMETER Node
        The node of the plan to compare with. Default: the node with this computer's name, or the only node.
    .EXAMPLE
        Compare-HnsPolicyAcl -Plan plan.json

        Lists all differences. There is no output if HNS is in sync with the plan.
    .EXAMPLE
        hns-policy plan -f cluster.json --network-type L2Bridge -o json | Compare-HnsPolicyAcl -Node win1

        Makes the plan from the output of `kubectl get namespaces,nodes,pods,networkpolicies -A -o json` and compares it.
    .OUTPUTS
        HnsPolicy.Difference: Difference, Endpoint (GUID, empty if the pod has none), Name (of the endpoint), Pod (namespace/name, empty if the
        plan has none), Addresses, Id, Fields (the fields that differ in a Changed ACL), Desired and Actual (JSON texts of Settings).
        Difference is Missing (desired but not in HNS), Extra (in HNS but not desired), Changed (different content) or Duplicate (in HNS more than
        once).
    #>
    [CmdletBinding(DefaultParameterSetName = 'Plan')]
    [OutputType('HnsPolicy.Difference')]
    param(
        [Parameter(Mandatory, Position = 0, ParameterSetName = 'Plan')] [ValidateNotNullOrEmpty()] [string] $Plan,
        [Parameter(Mandatory, ValueFromPipeline, ParameterSetName = 'Desired')] [AllowEmptyString()] [object] $Desired,
        [ValidateNotNullOrEmpty()] [string] $Node
    )

    begin {
        $lines = [System.Collections.Generic.List[string]]::new()
    }

    process {
        try {
            if ($PSCmdlet.ParameterSetName -eq 'Plan') {
                $lines.Add([System.IO.File]::ReadAllText($PSCmdlet.GetUnresolvedProviderPathFromPSPath($Plan)))
            } elseif ($Desired -is [string]) {
                $lines.Add($Desired)
            } else {
                $lines.Add((ConvertTo-Json -InputObject $Desired -Depth 20))
            }
        } catch {
            $PSCmdlet.ThrowTerminatingError($_)
        }
    }

    end {
        try {
            $pods = @(Read-PolicyPlan -Json ($lines -join "`n") -Node $Node)
            $endpoints = @(Find-HnsEndpoint -Cmdlet $PSCmdlet)
            $index = Get-AddressIndex -Endpoints $endpoints
            $claims = @{}
            foreach ($pod in $pods) {
                $own = @(foreach ($address in $pod.Addresses) { Find-EndpointByAddress -Index $index -IpAddress $address })
                foreach ($endpoint in $own) {
                    if (-not $claims.ContainsKey($endpoint.Id)) { $claims[$endpoint.Id] = [System.Collections.Generic.List[object]]::new() }
                    # A pod can match an endpoint by its addresses of both families.
                    if (-not $claims[$endpoint.Id].Contains($pod)) { $claims[$endpoint.Id].Add($pod) }
                }
                if ($own.Count -eq 0) { Compare-EndpointAcl -Pod $pod -Endpoint $null }
            }
            foreach ($endpoint in $endpoints) {
                $claimants = @($null)
                if ($claims.ContainsKey($endpoint.Id)) { $claimants = $claims[$endpoint.Id] }
                $best = $null
                # A terminating pod and its successor may share an address. The plan does not show which one is live, so the better match counts.
                foreach ($pod in $claimants) {
                    $differences = @(Compare-EndpointAcl -Pod $pod -Endpoint $endpoint)
                    if ($null -eq $best -or $differences.Count -lt $best.Count) { $best = $differences }
                }
                $best
            }
        } catch {
            $PSCmdlet.ThrowTerminatingError($_)
        }
    }
}
