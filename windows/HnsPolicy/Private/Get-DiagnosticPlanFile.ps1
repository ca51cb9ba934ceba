function Get-DiagnosticPlanFile {
    <#
    .SYNOPSIS
        What the agent wants, ACL by ACL: the plan that was given.
    .PARAMETER Context
        Of the collector: also PlanPath.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Context)

    if ($Context.PlanPath -eq '') {
        New-DiagnosticProblem -Kind absent -Subject 'acls/plan.json' -Message (
            'no plan was given, so how many ACLs are wanted is known of a running agent, and not which: -PlanPath takes a file of hns-policy plan -o json')
        return
    }
    try {
        New-DiagnosticFile -Path 'acls/plan.json' -Text ([System.IO.File]::ReadAllText($Context.PlanPath))
    }
    catch {
        $cause = $_.Exception
        if ($cause.InnerException) { $cause = $cause.InnerException }
        New-DiagnosticProblem -Kind failed -Subject $Context.PlanPath -Message $cause.Message
    }
}
