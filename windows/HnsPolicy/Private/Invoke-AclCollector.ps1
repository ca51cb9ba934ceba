function Invoke-AclCollector {
    <#
    .SYNOPSIS
        The ACLs of this node's endpoints in the order in which HNS tries them, and where a plan was given those that are wanted, and how the two differ.
    .PARAMETER Context
        Of the collector: also PlanPath, NodeName.
    #>
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
        $wanted = 0
        foreach ($pod in Read-PolicyPlan -Json $plan -Node $Context.NodeName) { $wanted += @($pod.Acls).Count }
        $differences = @(Compare-HnsPolicyAcl -Wanted $plan @node -ErrorAction SilentlyContinue -ErrorVariable failures)
        foreach ($failure in @($failures)) { if ($failure) { New-DiagnosticHnsProblem -Subject 'Compare-HnsPolicyAcl' -ErrorRecord $failure } }
        New-DiagnosticFile -Path 'acls/drift.json' -Text (ConvertTo-Json -InputObject ([ordered]@{ wantedAcls = $wanted; differences = $differences }) -Depth 5)
    }
    catch {
        New-DiagnosticHnsProblem -Subject 'Compare-HnsPolicyAcl' -ErrorRecord $_
    }
}
