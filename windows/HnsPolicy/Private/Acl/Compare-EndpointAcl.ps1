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

    # The agent keeps the Id that HNS has where the content is the same, so the content decides. The same Id is only the likeliest place.
    $waiting = [System.Collections.Generic.Dictionary[string, object]]::new($desired, [System.StringComparer]::Ordinal)
    $differing = foreach ($acl in $actual) {
        $id = Get-JsonMember -Object $acl.Fields -Name Id
        if (-not ($waiting.ContainsKey($id) -and (Test-SameAcl -One $acl -Other $waiting[$id]) -and $waiting.Remove($id))) { $acl }
    }
    $differing = foreach ($acl in $differing) {
        $id = $waiting.Keys | Where-Object { Test-SameAcl -One $acl -Other $waiting[$_] } | Select-Object -First 1
        if ($null -eq $id) { $acl } else { $null = $waiting.Remove($id) }
    }
    foreach ($acl in $differing) {
        $id = Get-JsonMember -Object $acl.Fields -Name Id
        if (-not $desired.ContainsKey($id)) {
            New-AclDifference @ends -Difference Extra -Id $id -Actual $acl
            continue
        }
        $fields = [string[]]@(Compare-AclField -Actual $acl.Fields -Desired $desired[$id].Fields)
        $difference = 'Duplicate'
        if ($waiting.ContainsKey($id)) { $difference = 'Changed' }
        New-AclDifference @ends -Difference $difference -Id $id -Actual $acl -Desired $desired[$id] -Fields $fields
    }
    $changed = @(foreach ($acl in $differing) { Get-JsonMember -Object $acl.Fields -Name Id })
    foreach ($id in $waiting.Keys) {
        if ($changed -cnotcontains $id) { New-AclDifference @ends -Difference Missing -Id $id -Desired $desired[$id] }
    }
}

# The Id does not count.
function Test-SameAcl {
    [CmdletBinding()]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory)] [psobject] $One,
        [Parameter(Mandatory)] [psobject] $Other
    )

    @(Compare-AclField -Actual $One.Fields -Desired $Other.Fields).Count -eq 0
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
