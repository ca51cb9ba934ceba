# These codes mean that the object is already gone.
$script:HostTestGone = @('HCN_E_NETWORK_NOT_FOUND', 'HCN_E_ENDPOINT_NOT_FOUND', 'HCN_E_POLICY_NOT_FOUND', 'ERROR_NOT_FOUND')

# Removes an object from HNS and from the run's Made. If HNS fails, the object stays in Made.
function Remove-HostTestObject {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [psobject] $Object
    )

    if ($Object.Kind -eq 'PolicyList') {
        Remove-HostTestPolicyList -Run $Run -Object $Object
    } else {
        # Deleting the endpoint shows if this worked.
        if ($Object.Kind -eq 'Endpoint' -and $Object.Namespace -ne '') { $null = Send-HostTestMember -Run $Run -Endpoint $Object -RequestType Remove }
        $result = Invoke-HostTestCall -Run $Run -Name "HcnDelete$($Object.Kind)" -Id $Object.Id -Quiet
        if (-not $result.Succeeded -and $result.HResultName -notin $script:HostTestGone) { throw (Format-HostTestResult -Result $result) }
    }
    $null = $Run.Made.Remove($Object)
}

# HNS selects the ids of load balancers, so they are found by the self-test's own endpoint.
function Remove-HostTestPolicyList {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [psobject] $Object
    )

    $lists = Invoke-HostTestV1 -Run $Run -Request 'GET /policylists/'
    foreach ($list in $lists) {
        $references = [string]::Join(' ', @(Get-HostTestMember -Object $list -Name References))
        if ($references.IndexOf($Object.Id, [System.StringComparison]::OrdinalIgnoreCase) -lt 0) { continue }
        $null = Invoke-HostTestV1 -Run $Run -Request "DELETE /policylists/$($list.ID)"
    }
}
