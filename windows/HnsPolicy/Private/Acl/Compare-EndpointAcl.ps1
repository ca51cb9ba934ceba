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
    $wanted = [System.Collections.Generic.Dictionary[string, object]]::new([System.StringComparer]::Ordinal)
    if ($null -ne $Pod) { foreach ($acl in $Pod.Acls) { $wanted[(Get-JsonMember -Object $acl.Fields -Name Id)] = $acl } }
    $actual = @()
    if ($null -ne $Endpoint) {
        $actual = @(@(foreach ($policy in $Endpoint.Policies) { Read-AclPolicy -Policy $policy }) | Where-Object { $_.Ours })
    }
    # The agent leaves such ACLs if HNS cannot remove the last ACL (src/agent/enforcement/wanted.ts).
    if ($wanted.Count -eq 0 -and @($actual | Where-Object { -not (Test-AllowsEverything -Fields $_.Fields) }).Count -eq 0) { return }

    $seen = [System.Collections.Generic.HashSet[string]]::new([System.StringComparer]::Ordinal)
    $inForce = [System.Collections.Generic.HashSet[string]]::new([System.StringComparer]::Ordinal)
    # The agent keeps the Id that HNS has where only the name of the policy in it differs. Both Ids then end in the same hash.
    $sameContent = @{}
    foreach ($id in $wanted.Keys) { $sameContent[(Get-IdHash -Id $id)] = $id }
    foreach ($acl in $actual) {
        $id = Get-JsonMember -Object $acl.Fields -Name Id
        $other = $sameContent[(Get-IdHash -Id $id)]
        if (-not $wanted.ContainsKey($id) -and $null -ne $other -and -not $inForce.Contains($other) -and
            @(Compare-AclField -Actual $acl.Fields -Wanted $wanted[$other].Fields).Count -eq 0) { $id = $other }
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

function Get-IdHash {
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Id)

    $Id.Substring($Id.LastIndexOf('.') + 1)
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
        [AllowNull()] [psobject] $Wanted,
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
        Wanted     = ''
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
    if ($null -ne $Wanted) { $result.Wanted = $Wanted.Settings }
    if ($null -ne $Actual) { $result.Actual = $Actual.Settings }
    $result
}
