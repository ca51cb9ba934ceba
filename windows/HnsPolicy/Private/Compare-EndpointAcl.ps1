function Compare-EndpointAcl {
    <#
    .SYNOPSIS
        The differences between what one pod should have and what one endpoint has; none exactly where src/hns/endpoint/diff.ts finds nothing
        to do.
    .PARAMETER Pod
        As of Read-PolicyPlan; $null: the plan has no pod for the endpoint.
    .PARAMETER Endpoint
        As of Read-HnsEndpoint; $null: the pod has no endpoint.
    .OUTPUTS
        HnsPolicy.Difference objects.
    #>
    [CmdletBinding()]
    [OutputType('HnsPolicy.Difference')]
    param(
        [Parameter(Mandatory)] [AllowNull()] [psobject] $Pod,
        [Parameter(Mandatory)] [AllowNull()] [psobject] $Endpoint
    )

    $ends = @{ Pod = $Pod; Endpoint = $Endpoint }
    $wanted = [System.Collections.Generic.Dictionary[string, object]]::new([System.StringComparer]::Ordinal)
    if ($null -ne $Pod) { foreach ($acl in $Pod.Acls) { $wanted[(Get-JsonMember -Object $acl.Fields -Name Id)] = $acl } }
    $actual = @()
    if ($null -ne $Endpoint) {
        $actual = @(@(foreach ($policy in $Endpoint.Policies) { Read-AclPolicy -Policy $policy }) | Where-Object { $_.Ours })
    }
    # What the agent leaves where HNS does not take the last ACL away (src/agent/enforcement/wanted.ts).
    if ($wanted.Count -eq 0 -and @($actual | Where-Object { -not (Test-AllowsEverything -Fields $_.Fields) }).Count -eq 0) { return }

    $seen = [System.Collections.Generic.HashSet[string]]::new([System.StringComparer]::Ordinal)
    $inForce = [System.Collections.Generic.HashSet[string]]::new([System.StringComparer]::Ordinal)
    foreach ($acl in $actual) {
        $id = Get-JsonMember -Object $acl.Fields -Name Id
        $null = $seen.Add($id)
        if (-not $wanted.ContainsKey($id)) {
            New-AclDifference @ends -Difference Extra -Id $id -Actual $acl
            continue
        }
        $fields = [string[]]@(Compare-AclField -Actual $acl.Fields -Wanted $wanted[$id].Fields)
        if ($inForce.Contains($id)) {
            New-AclDifference @ends -Difference Duplicate -Id $id -Actual $acl -Wanted $wanted[$id] -Fields $fields
        } elseif ($fields.Count -gt 0) {
            New-AclDifference @ends -Difference Changed -Id $id -Actual $acl -Wanted $wanted[$id] -Fields $fields
        } else {
            $null = $inForce.Add($id)
        }
    }
    foreach ($id in $wanted.Keys) {
        if (-not $seen.Contains($id)) { New-AclDifference @ends -Difference Missing -Id $id -Wanted $wanted[$id] }
    }
}
