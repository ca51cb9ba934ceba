function Get-ServiceFinding {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Model)

    foreach ($service in 'hns', 'vfpext', 'vmcompute', 'containerd', 'kubelet', 'kube-proxy', 'kubeproxy', 'BFE') {
        $file = "services/$service-queryex.txt"
        if (-not $Model.Text.Contains($file)) { continue }
        $state = (Get-DiagnosticService -Text $Model.Text[$file]).State
        if (@('running', '') -contains $state) { continue }
        $severity = 'warning'
        if (@('hns', 'vfpext', 'BFE') -contains $service) { $severity = 'error' }
        New-Finding -Severity $severity -Code 'service-not-running' -Title "Service $service is $state" -Evidence $file -Subject $service -Advice (
            "Start it (Start-Service $service). If it stops again, see events/service-errors.xml. Without hns and vfpext no policy can be written or enforced.")
    }
    $file = 'services/hns-process.json'
    if (-not $Model.Text.Contains($file)) { return }
    $threads = Get-DiagnosticNumber (ConvertFrom-DiagnosticJson -Text $Model.Text[$file]) 'ThreadCount'
    if ($threads -ge 200) {
        New-Finding -Severity warning -Code 'hns-threads' -Title "HNS has $threads threads" -Evidence $file -Subject 'hns' -Advice (
            'A healthy HNS has far fewer than 200. Its calls are probably blocking each other. If calls are slow or time out, restart it (Restart-Service hns -Force).')
    }
}

# HNS may lose policies when a service crashes.
function Get-CrashFinding {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Model)

    $file = 'events/service-crashes.xml'
    if (-not $Model.Text.Contains($file)) { return }
    foreach ($group in @(Get-DiagnosticCrash -Text $Model.Text[$file] | Group-Object -Property Service)) {
        $times = @($group.Group | ForEach-Object { $_.Time -replace '\.\d+Z$', 'Z' } | Sort-Object)
        $count = Format-DiagnosticCount $group.Count 'time'
        $common = @{ Detail = "ended unexpectedly at $($times -join ', ')"; Evidence = @($file); Subject = @($group.Name) }
        if ($group.Name -eq 'hns') {
            $severity = 'warning'
            if ($group.Count -ge 3) { $severity = 'error' }
            New-Finding @common -Severity $severity -Code 'hns-crashed' -Title "HNS restarted $count in the last 7 days" -Advice (
                'A restart of HNS can remove every policy from every endpoint. The agent restores its own ACLs in its next pass. kube-proxy may need a restart. Install ' +
                'the latest cumulative update. If the restarts continue, report them to Microsoft with events/program-crashes.xml and the dump in %LOCALAPPDATA%\CrashDumps.')
        }
        elseif (@('vfpext', 'vmcompute', 'containerd', 'kubelet', 'kube-proxy', 'kubeproxy', 'BFE', 'mpssvc') -contains $group.Name) {
            New-Finding @common -Severity warning -Code 'service-crashed' -Title "Service $($group.Name) restarted $count in the last 7 days" -Advice (
                "See $file and the service's own log for the cause.")
        }
    }
}

# Reads the events 7031 and 7034 of the Service Control Manager, also from a truncated file. Service is the key name if the event has it,
# else the display name.
function Get-DiagnosticCrash {
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Text)

    foreach ($match in [regex]::Matches($Text, '(?s)<Event\b.*?</Event>')) {
        $event = $match.Value
        if ($event -notmatch '<EventID[^>]*>(?:7031|7034)</EventID>') { continue }
        $service = ''
        if ($event -match '<Data Name=.param1.>([^<]*)</Data>') { $service = [System.Net.WebUtility]::HtmlDecode($Matches[1]) }
        # The key name in UTF-16, sometimes followed by a slash and more text. The display name is localised.
        if ($event -match '<Binary>((?:[0-9A-Fa-f]{4})+)</Binary>') {
            $key = -join @([regex]::Matches($Matches[1], '(..)(..)') | ForEach-Object { [char][System.Convert]::ToInt32($_.Groups[2].Value + $_.Groups[1].Value, 16) })
            $key = $key.Split([char[]]@([char]0, '/'))[0]
            if ($key -ne '') { $service = $key }
        }
        $time = ''
        if ($event -match '<TimeCreated SystemTime=.([^''"]+)') { $time = $Matches[1] }
        if ($service -eq 'Host Network Service') { $service = 'hns' }
        [pscustomobject]@{ Service = $service; Time = $time }
    }
}
