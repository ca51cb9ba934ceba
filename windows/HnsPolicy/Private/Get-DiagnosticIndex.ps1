function Get-DiagnosticIndex {
    <#
    .SYNOPSIS
        The bundle's table of contents, findings first: what index.json holds and index.html shows.
    .PARAMETER Model
        Of Get-DiagnosticModel.
    .PARAMETER Bundle
        Of New-DiagnosticBundle.
    .PARAMETER Finding
        Of Get-DiagnosticFinding.
    .PARAMETER Started
        UTC.
    .PARAMETER Options
        As of Invoke-DiagnosticRun.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Model,
        [Parameter(Mandatory)] [pscustomobject] $Bundle,
        [Parameter(Mandatory)] [AllowEmptyCollection()] [object[]] $Finding,
        [Parameter(Mandatory)] [datetime] $Started,
        [Parameter(Mandatory)] [hashtable] $Options
    )

    $context = $Options.Context
    $files = @(foreach ($file in $Bundle.Files) {
            $bytes = 0
            if ($null -ne $file.Bytes) { $bytes = $file.Bytes.Length }
            [ordered]@{
                path          = $file.Path
                collector     = $file.Collector
                bytes         = $bytes
                originalBytes = $file.OriginalBytes
                cut           = $file.Cut
                leftOut       = $null -eq $file.Bytes
                removed       = $file.Removed
            }
        })
    [ordered]@{
        format     = 'hns-policy-diagnostics/1'
        created    = $Started.ToString('o', [System.Globalization.CultureInfo]::InvariantCulture)
        seconds    = [System.Math]::Round(([datetime]::UtcNow - $Started).TotalSeconds, 1)
        node       = Get-DiagnosticNodeFact -Model $Model -NodeName $context.NodeName
        options    = [ordered]@{
            agentUri        = (Protect-DiagnosticText -Text $context.AgentUri).Text
            planPath        = $context.PlanPath
            agentLogPath    = $context.AgentLogPath
            includeFirewall = $Options.IncludeFirewall
            timeoutSeconds  = $Options.TimeoutSeconds
        }
        counts     = [ordered]@{
            error   = @($Finding | Where-Object { $_.severity -eq 'error' }).Count
            warning = @($Finding | Where-Object { $_.severity -eq 'warning' }).Count
            note    = @($Finding | Where-Object { $_.severity -eq 'note' }).Count
        }
        findings   = @($Finding)
        endpoints  = @(foreach ($endpoint in $Model.Endpoints) { Get-DiagnosticEndpointFact -Endpoint $endpoint })
        collectors = @(foreach ($result in $Model.Collector) {
                [ordered]@{
                    name     = $result.Name
                    title    = $result.Title
                    status   = $result.Status
                    seconds  = $result.Seconds
                    files    = @($files | Where-Object { $_.collector -eq $result.Name }).Count
                    problems = @(foreach ($problem in $result.Problems) { [ordered]@{ kind = $problem.Kind; subject = $problem.Subject; message = $problem.Message } })
                }
            })
        files      = $files
    }
}
