# Writes the actual ACLs and, if a plan was given, the differences from it.
function Invoke-AclCollector {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Context)

    $failures = $null
    try {
        $acls = @(Get-HnsPolicyAcl -ErrorAction SilentlyContinue -ErrorVariable failures | Select-Object -Property * -ExcludeProperty Settings)
        New-DiagnosticFile -Path 'acls/actual.json' -Text (ConvertTo-Json -InputObject $acls -Depth 5)
        foreach ($failure in @($failures)) { if ($failure) { New-DiagnosticHnsProblem -Subject 'Get-HnsPolicyAcl' -ErrorRecord $failure } }
    }
    catch {
        New-DiagnosticHnsProblem -Subject 'Get-HnsPolicyAcl' -ErrorRecord $_
    }

    $plan = $null
    foreach ($record in @(Get-DiagnosticPlanFile -Context $Context)) {
        if ($record.Record -eq 'file') { $plan = $record.Text }
        $record
    }
    if ($null -eq $plan) { return }
    $node = @{}
    if ($Context.NodeName -ne '') { $node.Node = $Context.NodeName }
    try {
        $desired = 0
        foreach ($pod in Read-PolicyPlan -Json $plan -Node $Context.NodeName) { $desired += @($pod.Acls).Count }
        $differences = @(Compare-HnsPolicyAcl -Desired $plan @node -ErrorAction SilentlyContinue -ErrorVariable failures)
        foreach ($failure in @($failures)) { if ($failure) { New-DiagnosticHnsProblem -Subject 'Compare-HnsPolicyAcl' -ErrorRecord $failure } }
        New-DiagnosticFile -Path 'acls/drift.json' -Text (ConvertTo-Json -InputObject ([ordered]@{ desiredAcls = $desired; differences = $differences }) -Depth 5)
    }
    catch {
        New-DiagnosticHnsProblem -Subject 'Compare-HnsPolicyAcl' -ErrorRecord $_
    }
}

function Get-DiagnosticPlanFile {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Context)

    if ($Context.PlanPath -eq '') {
        New-DiagnosticProblem -Kind absent -Subject 'acls/plan.json' -Message (
            'no plan was given, so only the number of desired ACLs may be known. Pass the output of hns-policy plan -o json as -PlanPath')
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
