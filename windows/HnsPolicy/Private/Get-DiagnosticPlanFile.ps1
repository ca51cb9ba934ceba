function Get-DiagnosticPlanFile {
    <#
    .SYNOPSIS
        What the agent wants: a plan that was given, else the running agent's own.
    .PARAMETER Context
        Of the collector: also PlanPath, AgentUri.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Context)

    if ($Context.PlanPath -ne '') {
        try {
            New-DiagnosticFile -Path 'acls/plan.json' -Text ([System.IO.File]::ReadAllText($Context.PlanPath))
        }
        catch {
            $cause = $_.Exception
            if ($cause.InnerException) { $cause = $cause.InnerException }
            New-DiagnosticProblem -Kind failed -Subject $Context.PlanPath -Message $cause.Message
        }
        return
    }
    foreach ($record in @(Get-DiagnosticRequestFile -Context $Context -Path 'acls/plan.json' -Uri "$($Context.AgentUri)/plan")) {
        if ($record.Record -eq 'problem' -and $record.Kind -eq 'absent') {
            $record.Message += '. So the ACLs that are wanted are not known; -PlanPath takes a file of hns-policy plan -o json'
        }
        $record
    }
}
