function Get-EndpointStateFinding {
    <#
    .SYNOPSIS
        Local endpoints that are neither Attached nor AttachedSharing: no policy is enforced on them.
    .PARAMETER Model
        Of Get-DiagnosticModel.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Model)

    foreach ($endpoint in $Model.Endpoints) {
        if ($endpoint.Remote -or $null -eq $endpoint.State -or @(2, 3) -contains $endpoint.State) { continue }
        # Created: also every pod that starts at this moment.
        $severity = 'error'
        if ($endpoint.State -le 1) { $severity = 'warning' }
        New-Finding -Severity $severity -Code 'endpoint-state' -Title "Endpoint $($endpoint.Id) is in state $(Get-DiagnosticStateName -State $endpoint.State)" -Detail (
            Format-DiagnosticEndpoint -Endpoint $endpoint) -Evidence $endpoint.File -Subject $endpoint.Id -Advice (
            'The agent leaves it alone: only Attached (2) and AttachedSharing (3) endpoints carry traffic. If a pod that should run uses it, delete the pod; ' +
            'if none does and it stays, remove it with Remove-HnsEndpoint.')
    }
}
