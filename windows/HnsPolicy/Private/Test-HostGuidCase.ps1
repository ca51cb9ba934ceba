function Test-HostGuidCase {
    <#
    .SYNOPSIS
        In which case HNS prints GUIDs, in lists and in documents.
    .PARAMETER Run
        The run.
    .OUTPUTS
        upper, lower, mixed (lists upper, documents lower), or both in words.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

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
