function Get-AclDriftFinding {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Model)

    $file = 'acls/drift.json'
    if (-not $Model.Text.Contains($file)) { return }
    $differences = @(Get-DiagnosticValue (ConvertFrom-DiagnosticJson -Text $Model.Text[$file]) 'differences' @())
    foreach ($pod in @($differences | Where-Object { $_.Endpoint -eq '' } | Group-Object -Property Pod)) {
        New-Finding -Severity error -Code 'pod-without-endpoint' -Title "Pod $($pod.Name) has no endpoint" -Detail (
            "addresses $(@($pod.Group[0].Addresses) -join ', '); $(Format-DiagnosticCount $pod.Count 'ACL') desired") -Evidence $file, 'hns/endpoints.json' -Subject $pod.Name -Advice (
            'No running container''s endpoint has the pod''s address. This is normal briefly while a pod starts or ends. Otherwise the plan is outdated, or HNS lost the endpoint. In that case, delete the pod.')
    }
    foreach ($group in @($differences | Where-Object { $_.Endpoint -ne '' } | Group-Object -Property Endpoint)) {
        $first = $group.Group[0]
        $own = $Model.Endpoints | Where-Object { $_.Id -eq $group.Name } | Select-Object -First 1
        $evidence = @($file)
        if ($own) { $evidence += $own.File }
        $what = @($first.Name) + @($first.Addresses)
        if ($first.Pod -ne '') { $what = @("pod $($first.Pod)") + $what }
        foreach ($kind in 'Missing', 'Extra', 'Changed', 'Duplicate') {
            $rows = @($group.Group | Where-Object { $_.Difference -eq $kind })
            if ($rows.Count -eq 0) { continue }
            $count = Format-DiagnosticCount $rows.Count 'ACL'
            $severity = 'error'
            $code = 'acl-missing'
            $title = "Endpoint $($group.Name) lacks $count of the agent"
            if ($kind -eq 'Extra') {
                $code = 'acl-extra'
                $title = "Endpoint $($group.Name) has $count of the agent too many"
            }
            if ($kind -eq 'Changed') {
                $code = 'acl-changed'
                $title = "Endpoint $($group.Name) has $count of the agent with different content"
            }
            if ($kind -eq 'Duplicate') {
                $severity = 'warning'
                $code = 'acl-duplicate'
                $title = "Endpoint $($group.Name) has $count of the agent more than once"
            }
            New-Finding -Severity $severity -Code $code -Title $title -Evidence $evidence -Subject $group.Name -Detail (
                "$($what -join ', '): $(@($rows | ForEach-Object { $_.Id }) -join '; ')") -Advice (
                'A healthy agent repairs this within its resync interval. Collect a second bundle after a minute. If the finding remains, the agent does not run, ' +
                'cannot write (see its log), or another program keeps changing ACLs. A plan is only as current as its file and ignores the priorities of foreign ACLs.')
        }
    }
}
