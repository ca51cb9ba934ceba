function Test-HostStateInV2 {
    <#
    .SYNOPSIS
        Whether a v2 endpoint document tells the endpoint's state.
    .PARAMETER Run
        The run.
    .OUTPUTS
        present or absent.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $endpoint = New-HostTestEndpoint -Run $Run
    $state = Get-HostTestMember -Object (Get-HostTestDocument -Run $Run -Id $endpoint.Id) -Name State
    if ($null -eq $state) { 'absent' } else { 'present' }
}
