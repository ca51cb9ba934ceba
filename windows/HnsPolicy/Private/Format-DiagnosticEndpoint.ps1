function Format-DiagnosticEndpoint {
    <#
    .SYNOPSIS
        An endpoint in words: its id, and what helps to recognise it.
    .PARAMETER Endpoint
        Of Get-DiagnosticEndpoint.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [pscustomobject] $Endpoint)

    $more = @($Endpoint.Addresses)
    if ($Endpoint.Name -ne $Endpoint.Id) { $more = @($Endpoint.Name) + $more }
    if ($more.Count -eq 0) { return $Endpoint.Id }
    "$($Endpoint.Id) ($($more -join ', '))"
}
