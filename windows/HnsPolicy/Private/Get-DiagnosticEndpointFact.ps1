function Get-DiagnosticEndpointFact {
    <#
    .SYNOPSIS
        One line about an endpoint for the index.
    .PARAMETER Endpoint
        Of Get-DiagnosticEndpoint.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Endpoint)

    $priorities = @($Endpoint.Acls | Where-Object { $_.Priority -gt 0 } | ForEach-Object { $_.Priority } | Sort-Object)
    $range = ''
    if ($priorities.Count -gt 0) { $range = "$($priorities[0])-$($priorities[-1])" }
    $port = $Endpoint.Port
    $vfp = ''
    if ($port) {
        $vfp = 'port found'
        if (-not $port.Listed) { $vfp = 'port missing' }
        elseif ($port.Blocked) { $vfp = 'blocked' }
        elseif ($port.Blocked -eq $false) { $vfp = 'open' }
    }
    [ordered]@{
        id         = $Endpoint.Id
        name       = $Endpoint.Name
        network    = $Endpoint.NetworkName
        addresses  = @($Endpoint.Addresses)
        state      = Get-DiagnosticStateName -State $Endpoint.State
        remote     = $Endpoint.Remote
        ourAcls    = @($Endpoint.Acls | Where-Object { $_.Ours }).Count
        otherAcls  = @($Endpoint.Acls | Where-Object { -not $_.Ours }).Count
        priorities = $range
        vfp        = $vfp
        file       = $Endpoint.File
    }
}
