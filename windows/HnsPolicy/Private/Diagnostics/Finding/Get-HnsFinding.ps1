function Get-HnsFinding {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Model)

    $asked = @($Model.Collector | Where-Object { $_.AsksHns })
    $hung = @($asked | Where-Object { $_.Status -eq 'timed-out' } | ForEach-Object { $_.Name })
    if ($hung.Count -gt 0) {
        New-Finding -Severity error -Code 'hns-not-answering' -Title 'HNS does not answer' -Detail "no answer in time to: $($hung -join ', ')" -Subject 'hns' -Evidence (
            @('services/hns-process.json', 'events/service-crashes.xml') | Where-Object { $Model.Text.Contains($_) }) -Advice (
            'While HNS hangs, no policy changes and no pod starts. Current policies stay in force. Restart HNS (Restart-Service hns -Force), or the node if that hangs too. ' +
            'Then collect a new bundle, because this one is incomplete.')
    }
    $problems = @(foreach ($collector in $asked) { foreach ($problem in $collector.Problems) { if ($problem.Kind -eq 'failed') { $problem } } })
    $known = @(
        @('0x80070005', 'hns-access-denied', 'HNS denies access', 'Run this as administrator, or as NT AUTHORITY\SYSTEM in a HostProcess container.'),
        @('0x800706b[aef]|0x80070426', 'hns-not-running', 'HNS is not running',
            'Start it (Start-Service hns). The cause is in events/service-crashes.xml or events/service-errors.xml. Meanwhile the current policies stay in force and cannot change.')
    )
    foreach ($row in $known) {
        $match = @($problems | Where-Object { $_.Message -match $row[0] })
        if ($match.Count -eq 0) { continue }
        New-Finding -Severity error -Code $row[1] -Title $row[2] -Detail $match[0].Message -Subject 'hns' -Advice $row[3]
        $problems = @($problems | Where-Object { $_.Message -notmatch $row[0] })
    }
    if (@($asked | Where-Object { $_.Status -eq 'failed' }).Count -gt 0 -and $problems.Count -gt 0) {
        New-Finding -Severity error -Code 'hns-refused' -Title 'HNS calls fail' -Detail "$($problems[0].Subject): $($problems[0].Message)" -Subject 'hns' -Advice (
            'This bundle is incomplete. See HNS''s own log in events/ and its state in services/hns-queryex.txt.')
    }

    $missing = @($Model.Collector | Where-Object { $_.Name -eq 'hns-version' } | ForEach-Object { $_.Problems } | Where-Object { $_.Kind -eq 'absent' -and $_.Message -match $script:DiagnosticNoBridge })
    if ($missing.Count -gt 0) {
        New-Finding -Severity warning -Code 'hns-not-available' -Title 'HNS could not be called' -Detail $missing[0].Message -Subject 'hns' -Advice (
            'Either this host has no HNS, or the module was copied without its bin folder. All data about endpoints and their ACLs is missing.')
    }
    $file = 'hns/version.json'
    if (-not $Model.Text.Contains($file)) { return }
    $version = Get-DiagnosticHnsVersion -Text $Model.Text
    if ($version -and $version -lt [version]'9.2') {
        New-Finding -Severity error -Code 'hns-too-old' -Title "HNS $version is too old" -Evidence $file -Subject 'hns' -Advice (
            'The agent needs HNS 9.2 and Windows Server 2022, or newer.')
    }
}
