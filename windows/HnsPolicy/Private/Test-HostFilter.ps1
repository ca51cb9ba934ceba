function Test-HostFilter {
    <#
    .SYNOPSIS
        What a filter on a property of endpoints selects.
    .PARAMETER Run
        The run.
    .PARAMETER Key
        Of the filter. State takes the endpoint's state from its v1 document.
    .PARAMETER Value
        That no other endpoint has; without one, that of the property of the endpoint's v2 document.
    .OUTPUTS
        match (the endpoint, and not every other one), no-match, ignored (every endpoint) or refuse.
    #>
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
    $major = 2
    if ($Key -eq 'State') { $major = 1 }
    if ($Value -eq '') {
        $document = Get-HostTestDocument -Run $Run -Id $endpoint.Id -Query "{`"SchemaVersion`":{`"Major`":$major,`"Minor`":0}}" -Quiet
        $wanted = Get-HostTestMember -Object $document -Name $Key
    } else {
        $wanted = $Value
    }
    $result = Find-HostTestObject -Run $Run -Kind Endpoint -Filter ([ordered]@{ $Key = $wanted })
    if (-not $result.Succeeded) { return 'refuse' }
    $ids = @(ConvertFrom-Json -InputObject $result.Text | ForEach-Object { $_ })
    if ($endpoint.Id -notin $ids) { return 'no-match' }
    # Endpoints that could not be attached are all in one state.
    $differs = $Key -ne 'State' -or $Run.AttachProblem -eq ''
    if ($differs -and $other.Id -in $ids) { 'ignored' } else { 'match' }
}
