function Get-HostTestDocument {
    [CmdletBinding()]
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [ValidateSet('Endpoint', 'Network', 'Namespace')] [string] $Kind = 'Endpoint',
        [Parameter(Mandatory)] [string] $Id,
        [AllowEmptyString()] [string] $Query = '{"SchemaVersion":{"Major":2,"Minor":0}}',
        [switch] $Quiet
    )

    $result = Invoke-HostTestCall -Run $Run -Name "HcnQuery${Kind}Properties" -Id $Id -Document $Query -Quiet:$Quiet
    Assert-HostTestDone -Result $result
    ConvertFrom-Json -InputObject $result.Text
}

# Returns $null if the member is absent.
function Get-HostTestMember {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [AllowNull()] [object] $Object,
        [Parameter(Mandatory)] [string] $Name
    )

    $member = $null
    if ($null -ne $Object) { $member = $Object.PSObject.Properties[$Name] }
    # An explicit $null: a cast to [string] turns it into '', but leaves an empty pipeline as $null.
    if ($null -eq $member) { return $null }
    $member.Value
}

# Returns the policies of an endpoint, or of the network, in HNS's order.
function Get-HostTestPolicy {
    [CmdletBinding()]
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [psobject] $Endpoint,
        [string] $Type = ''
    )

    if ($null -eq $Endpoint) {
        $document = Get-HostTestDocument -Run $Run -Kind Network -Id $Run.Network.Id
    } else {
        $document = Get-HostTestDocument -Run $Run -Id $Endpoint.Id
    }
    foreach ($policy in @(Get-HostTestMember -Object $document -Name Policies)) {
        if ($null -ne $policy -and ($Type -eq '' -or $policy.Type -eq $Type)) { $policy }
    }
}

# Returns the bridge's result.
function Find-HostTestObject {
    [CmdletBinding()]
    [OutputType('HnsPolicy.Bridge.HcnResult')]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [string] $Kind,
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Filter
    )

    $query = [ordered]@{ SchemaVersion = [ordered]@{ Major = 2; Minor = 0 } }
    # HNS expects the filter as JSON text within the JSON document.
    if ($Filter.Count -gt 0) { $query.Filter = ConvertTo-HostTestJson -Document $Filter }
    Invoke-HostTestCall -Run $Run -Name "HcnEnumerate${Kind}s" -Document (ConvertTo-HostTestJson -Document $query)
}

# Returns GUIDs in HNS's spelling. Throws if HNS rejects the query.
function Get-HostTestObjectId {
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [ValidateSet('Endpoint', 'Network', 'Namespace')] [string] $Kind = 'Endpoint',
        [System.Collections.IDictionary] $Filter = @{}
    )

    $result = Find-HostTestObject -Run $Run -Kind $Kind -Filter $Filter
    Assert-HostTestDone -Result $result
    $ids = ConvertFrom-Json -InputObject $result.Text
    foreach ($id in $ids) { [string]$id }
}
