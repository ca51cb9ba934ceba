# Questions about queries and enumerations.
function Get-HostTestQueryQuestion {
    [CmdletBinding()]
    [OutputType([psobject])]
    param()

    foreach ($kind in 'Endpoint', 'Network', 'Namespace') {
        $name = $kind.ToLowerInvariant()
        New-HostTestQuestion "$name-not-found" "What is the code for a missing ${name}?" {
            param($Run, $Kind)
            $query = '{"SchemaVersion":{"Major":2,"Minor":0}}'
            Get-HostTestCode -Result (Invoke-HostTestCall -Run $Run -Name "HcnQuery${Kind}Properties" -Id (New-HostTestId) -Document $query)
        } @{ Kind = $kind }
    }
    New-HostTestQuestion state-in-v2 'Do v2 endpoint documents contain the state?' {
        param($Run)
        $endpoint = New-HostTestEndpoint -Run $Run
        $state = Get-HostTestMember -Object (Get-HostTestDocument -Run $Run -Id $endpoint.Id) -Name State
        if ($null -eq $state) { 'absent' } else { 'present' }
    }
    New-HostTestQuestion guid-case 'In which case does HNS print GUIDs?' {
        param($Run)
        $endpoint = New-HostTestEndpoint -Run $Run
        $list = @(Get-HostTestObjectId -Run $Run | Where-Object { $_ -eq $endpoint.Id })
        if ($list.Count -ne 1) { throw 'HNS does not list the endpoint' }
        $document = [string](Get-HostTestMember -Object (Get-HostTestDocument -Run $Run -Id $endpoint.Id) -Name ID)
        $cases = @(
            foreach ($id in $list[0], $document) {
                if ($id -ceq $id.ToUpperInvariant()) { 'upper' } elseif ($id -ceq $id.ToLowerInvariant()) { 'lower' } else { 'neither' }
            }
        )
        if ($cases[0] -eq $cases[1]) { return $cases[0] }
        if ($cases[0] -eq 'upper' -and $cases[1] -eq 'lower') { return 'mixed' }
        "lists $($cases[0]), documents $($cases[1])"
    }
    $schemas = ${function:Test-HostQuerySchema}
    New-HostTestQuestion unversioned-query 'Which documents does a query without SchemaVersion return?' $schemas @{ Query = '{"Flags":"None"}' }
    New-HostTestQuestion empty-query 'Which documents does an empty query return?' $schemas @{ Query = '' }
    $filters = ${function:Test-HostFilter}
    New-HostTestQuestion filter-state 'Does a filter on State select endpoints?' $filters @{ Key = 'State' }
    New-HostTestQuestion filter-name 'Does a filter on Name select endpoints?' $filters @{ Key = 'Name' }
    New-HostTestQuestion filter-unknown-key 'What does a filter on an unknown property do?' $filters @{ Key = 'HnsPolicySelftest'; Value = 'x' }
}

function Test-HostQuerySchema {
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Query
    )

    $endpoint = New-HostTestEndpoint -Run $Run
    $result = Invoke-HostTestCall -Run $Run -Name HcnQueryEndpointProperties -Id $endpoint.Id -Document $Query
    if (-not $result.Succeeded) { return 'refuse' }
    $document = ConvertFrom-Json -InputObject $result.Text
    if ($null -ne (Get-HostTestMember -Object $document -Name HostComputeNetwork)) { return 'v2' }
    if ($null -ne (Get-HostTestMember -Object $document -Name VirtualNetwork)) { return 'v1' }
    throw 'the document names no network'
}

# Without -Value, filters by the endpoint's own value of the property. Returns 'match' if HNS lists the endpoint and not the other one.
function Test-HostFilter {
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [string] $Key,
        [string] $Value = ''
    )

    $endpoint = New-HostTestEndpoint -Run $Run
    # It has another name and another state.
    $other = New-HostTestEndpoint -Run $Run -Name b -Unattached
    # Only v1 documents always contain the state.
    $major = 2
    if ($Key -eq 'State') { $major = 1 }
    if ($Value -eq '') {
        $document = Get-HostTestDocument -Run $Run -Id $endpoint.Id -Query "{`"SchemaVersion`":{`"Major`":$major,`"Minor`":0}}" -Quiet
        $selected = Get-HostTestMember -Object $document -Name $Key
    } else {
        $selected = $Value
    }
    $result = Find-HostTestObject -Run $Run -Kind Endpoint -Filter ([ordered]@{ $Key = $selected })
    if (-not $result.Succeeded) { return 'refuse' }
    $ids = @(ConvertFrom-Json -InputObject $result.Text | ForEach-Object { $_ })
    if ($endpoint.Id -notin $ids) { return 'no-match' }
    # Endpoints that could not be attached all have the same state.
    $differs = $Key -ne 'State' -or $Run.AttachProblem -eq ''
    if ($differs -and $other.Id -in $ids) { 'ignored' } else { 'match' }
}
