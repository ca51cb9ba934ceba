function Compare-HnsPolicyAcl {
    <#
    .SYNOPSIS
        Compares the ACLs that the agent wants on this node's HNS endpoints with those that HNS holds.
    .DESCRIPTION
        What is wanted comes in the form that `hns-policy plan -o json` writes (docs/plan.schema.json). Only ACLs of the agent are
        compared; others' are none of its business. Spellings that mean the same to HNS are equal, as they are to the agent.
        A plan is made without a look at HNS. Where ACLs of others hold a priority that the agent would use, it uses the next one,
        so on such an endpoint all its ACLs of that priority differ from the plan; and a plan for pods on an L2Bridge network must
        be made with --network-type L2Bridge. On an endpoint that should have no ACL, ACLs that allow everything are no difference:
        the agent leaves them where HNS does not take the last one away. Reads HNS and changes nothing. Needs administrator rights.
    .PARAMETER Plan
        Path of a file with the plan.
    .PARAMETER Wanted
        The plan itself: its text (in one piece or in lines), or the object that ConvertFrom-Json makes of it.
    .PARAMETER Node
        The node of the plan to compare with. Without it: the only one, or the one that has this computer's name.
    .EXAMPLE
        Compare-HnsPolicyAcl -Plan plan.json

        Every difference; nothing when HNS holds what is wanted.
    .EXAMPLE
        hns-policy plan -f cluster.json --network-type L2Bridge -o json | Compare-HnsPolicyAcl -Node win1

        The same with a plan made at once from what `kubectl get namespaces,nodes,pods,networkpolicies -A -o json` wrote.
    .OUTPUTS
        HnsPolicy.Difference: Difference (Missing: wanted and not there. Extra: there and not wanted. Changed: there with other
        content. Duplicate: there once too often), Endpoint (GUID; empty when the pod has none), Name (of the endpoint), Pod
        (namespace/name; empty when the plan has none), Addresses, Id, Fields (of a Changed one, those that differ), Wanted and
        Actual (JSON texts of the Settings).
    #>
    [CmdletBinding(DefaultParameterSetName = 'Plan')]
    [OutputType('HnsPolicy.Difference')]
    param(
        [Parameter(Mandatory, Position = 0, ParameterSetName = 'Plan')] [ValidateNotNullOrEmpty()] [string] $Plan,
        [Parameter(Mandatory, ValueFromPipeline, ParameterSetName = 'Wanted')] [AllowEmptyString()] [object] $Wanted,
        [ValidateNotNullOrEmpty()] [string] $Node
    )

    begin {
        $lines = [System.Collections.Generic.List[string]]::new()
    }

    process {
        try {
            if ($PSCmdlet.ParameterSetName -eq 'Plan') {
                $lines.Add([System.IO.File]::ReadAllText($PSCmdlet.GetUnresolvedProviderPathFromPSPath($Plan)))
            } elseif ($Wanted -is [string]) {
                $lines.Add($Wanted)
            } else {
                $lines.Add((ConvertTo-Json -InputObject $Wanted -Depth 20))
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
                    # It may have the endpoint by an address of each family.
                    if (-not $claims[$endpoint.Id].Contains($pod)) { $claims[$endpoint.Id].Add($pod) }
                }
                if ($own.Count -eq 0) { Compare-EndpointAcl -Pod $pod -Endpoint $null }
            }
            foreach ($endpoint in $endpoints) {
                $claimants = @($null)
                if ($claims.ContainsKey($endpoint.Id)) { $claimants = $claims[$endpoint.Id] }
                $best = $null
                # Two pods may have one address while one of them ends. The agent goes by the other; the plan does not tell which that is.
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
