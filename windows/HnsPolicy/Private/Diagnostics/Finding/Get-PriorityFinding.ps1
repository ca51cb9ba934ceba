function Get-PriorityFinding {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Model)

    foreach ($endpoint in $Model.Endpoints) {
        if ($endpoint.Remote) { continue }
        $common = @{ Evidence = $endpoint.File; Subject = $endpoint.Id }
        $what = Format-DiagnosticEndpoint -Endpoint $endpoint
        $places = [ordered]@{}
        $directions = @{}
        foreach ($acl in $endpoint.Acls) {
            if ($acl.RuleType -eq 'Switch') { $directions[$acl.Direction] = $true }
            if ($acl.Priority -eq 0) { continue }
            $place = "$($acl.Direction) $($acl.RuleType) $($acl.Priority)"
            if (-not $places.Contains($place)) { $places[$place] = [System.Collections.Generic.List[object]]::new() }
            $places[$place].Add($acl)
        }
        foreach ($place in $places.Keys) {
            $same = $places[$place]
            $actions = @($same | ForEach-Object { $_.Action } | Sort-Object -Unique)
            if ($actions.Count -gt 1) {
                $severity = 'warning'
                if (@($same | Where-Object { $_.Ours }).Count -gt 0) { $severity = 'error' }
                $direction, $ruleType, $priority = $place.Split(' ')
                $ids = @($same | ForEach-Object { if ($_.Id -eq '') { "$($_.Action) (no Id)" } else { "$($_.Action) $($_.Id)" } })
                New-Finding @common -Severity $severity -Code 'priority-tie' -Title "Endpoint $($endpoint.Id) has $direction ACLs of priority $priority with different actions" -Detail (
                    "${what}, RuleType ${ruleType}: $($ids -join '; ')") -Advice (
                    'The winner is undefined. Give one of them another priority: the lower number wins. The agent moves its own ACLs to other priorities in its next pass.')
            }
        }
        $high = @($endpoint.Acls | Where-Object { $_.Priority -gt 65500 })
        if ($high.Count -gt 0) {
            New-Finding @common -Severity warning -Code 'priority-too-high' -Title "Endpoint $($endpoint.Id) has $(Format-DiagnosticCount $high.Count 'ACL') with a priority above 65500" -Detail (
                "${what}: priorities $(@($high | ForEach-Object { $_.Priority }) -join ', ')") -Advice 'Such ACLs do not work. The maximum is 65500.'
        }
        foreach ($direction in 'In', 'Out') {
            $other = 'In'
            if ($direction -eq 'In') { $other = 'Out' }
            if (-not $directions.ContainsKey($direction) -or $directions.ContainsKey($other)) { continue }
            New-Finding @common -Severity warning -Code 'one-direction' -Title "Endpoint $($endpoint.Id) has ACLs for $direction and none for $other" -Detail $what -Advice (
                "Once an endpoint has an ACL, Windows Server 2025 blocks traffic that no ACL matches. Each direction should end with a catch-all ACL.")
        }
        $ids = @($endpoint.Acls | Where-Object { $_.Id -ne '' } | Group-Object -Property Id | Where-Object { $_.Count -gt 1 } | ForEach-Object { $_.Name })
        if ($ids.Count -gt 0) {
            New-Finding @common -Severity warning -Code 'duplicate-acl' -Title "Endpoint $($endpoint.Id) has duplicate ACLs" -Detail "${what}: $($ids -join '; ')" -Advice (
                'Existing ACLs were added again. The agent removes its own duplicates in its next pass.')
        }
    }
}
