# Returns no difference exactly where src/hns/endpoint/diff.ts finds the endpoint in sync. $Pod is $null for an endpoint without a planned
# pod, $Endpoint for a pod without an endpoint.
function Compare-EndpointAcl {
    [CmdletBinding()]
    [OutputType('HnsPolicy.Difference')]
    param(
        [Parameter(Mandatory)] [AllowNull()] [psobject] $Pod,
        [Parameter(Mandatory)] [AllowNull()] [psobject] $Endpoint
    )

    $ends = @{ Pod = $Pod; Endpoint = $Endpoint }
    $desired = [System.Collections.Generic.Dictionary[string, object]]::new([System.StringComparer]::Ordinal)
    if ($null -ne $Pod) { foreach ($acl in $Pod.Acls) { $desired[(Get-JsonMember -Object $acl.Fields -Name Id)] = $acl } }
    $actual = @()
    if ($null -ne $Endpoint) {
        $actual = @(@(foreach ($policy in $Endpoint.Policies) { Read-AclPolicy -Policy $policy }) | Where-Object { $_.Ours })
    }
    # The agent leaves such ACLs if HNS cannot remove the last ACL (src/agent/enforcement/desired.ts).
    if ($desired.Count -eq 0 -and @($actual | Where-Object { -not (Test-AllowsEverything -Fields $_.Fields) }).Count -eq 0) { return }

    $seen = [System.Collections.Generic.HashSet[string]]::new([System.StringComparer]::Ordinal)
    $inForce = [System.Collections.Generic.HashSet[string]]::new([System.StringComparer]::Ordinal)
    foreach ($acl in $actual) {
        $id = Get-JsonMember -Object $acl.Fields -Name Id
        $null = $seen.Add($id)
        if (-not $desired.ContainsKey($id)) {
            New-AclDifference @ends -Difference Extra -Id $id -Actual $acl
            continue
        }
        $fields = [string[]]@(Compare-AclField -Actual $acl.Fields -Desired $desired[$id].Fields)
        if ($inForce.Contains($id)) {
            New-AclDifference @ends -Difference Duplicate -Id $id -Actual $acl -Desired $desired[$id] -Fields $fields
        } elseif ($fields.Count -gt 0) {
            New-AclDifference @ends -Difference Changed -Id $id -Actual $acl -Desired $desired[$id] -Fields $fields
        } else {
            $null = $inForce.Add($id)
        }
    }
    foreach ($id in $desired.Keys) {
        if (-not $seen.Contains($id)) { New-AclDifference @ends -Difference Missing -Id $id -Desired $desired[$id] }
    }
}

function Test-AllowsEverything {
    [CmdletBinding()]
    [OutputType([bool])]
    param([Parameter(Mandatory)] [System.Collections.Generic.Dictionary[string, string]] $Fields)

    foreach ($name in 'LocalAddresses', 'RemoteAddresses', 'LocalPorts', 'RemotePorts') {
        if ((Get-JsonMember -Object $Fields -Name $name) -ne '') { return $false }
    }
    (Get-JsonMember -Object $Fields -Name Action) -ceq 'Allow' -and (Get-JsonMember -Object $Fields -Name Protocols) -in '', '256'
}

function New-AclDifference {
    [CmdletBinding()]
    [OutputType('HnsPolicy.Difference')]
    param(
        [Parameter(Mandatory)] [string] $Difference,
        [Parameter(Mandatory)] [string] $Id,
        [AllowNull()] [psobject] $Pod,
        [AllowNull()] [psobject] $Endpoint,
        [AllowNull()] [psobject] $Desired,
        [AllowNull()] [psobject] $Actual,
        [AllowEmptyCollection()] [string[]] $Fields = @()
    )

    $result = [pscustomobject]@{
        PSTypeName = 'HnsPolicy.Difference'
        Difference = $Difference
        Endpoint   = ''
        Name       = ''
        Pod        = ''
        Addresses  = [string[]]@()
        Id         = $Id
        Fields     = $Fields
        Desired    = ''
        Actual     = ''
    }
    if ($null -ne $Pod) {
        $result.Pod = $Pod.Pod
        $result.Addresses = $Pod.Addresses
    }
    if ($null -ne $Endpoint) {
        $result.Endpoint = $Endpoint.Id
        $result.Name = $Endpoint.Name
        $result.Addresses = $Endpoint.Addresses
    }
    if ($null -ne $Desired) { $result.Desired = $Desired.Settings }
    if ($null -ne $Actual) { $result.Actual = $Actual.Settings }
    $result
}
