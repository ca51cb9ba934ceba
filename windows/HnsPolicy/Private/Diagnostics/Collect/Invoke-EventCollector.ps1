# Exports the last seven days.
function Invoke-EventCollector {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Context)

    $recent = 'TimeCreated[timediff(@SystemTime) <= 604800000]'
    $queries = [ordered]@{
        'events/service-crashes.xml' = @('System', "*[System[Provider[@Name='Service Control Manager'] and (EventID=7031 or EventID=7034) and $recent]]")
        'events/service-errors.xml'  = @('System', "*[System[Provider[@Name='Service Control Manager'] and (EventID=7000 or EventID=7009 or EventID=7011 or EventID=7023 or EventID=7024) and $recent]]")
        'events/program-crashes.xml' = @('Application', "*[System[(EventID=1000 or EventID=1001) and $recent]]")
        'events/host-restarts.xml'   = @('System', "*[System[(EventID=41 or EventID=1074 or EventID=6005 or EventID=6006 or EventID=6008) and $recent]]")
    }
    foreach ($path in $queries.Keys) {
        Get-DiagnosticProgramFile -Context $Context -Path $path -Program 'wevtutil.exe' -Argument @(
            'qe', $queries[$path][0], "/q:$($queries[$path][1])", '/c:500', '/rd:true', '/f:RenderedXml', '/e:Events')
    }
    $channels = ''
    foreach ($record in @(Get-DiagnosticProgramFile -Context $Context -Path 'events/channels.txt' -Program 'wevtutil.exe' -Argument 'el')) {
        if ($record.Record -eq 'file') { $channels = $record.Text }
        $record
    }
    foreach ($line in $channels.Split("`n")) {
        $channel = $line.Trim()
        if ($channel -notmatch '^Microsoft-Windows-Host-Network-|^Microsoft-Windows-Hyper-V-(?:VfpExt|VmSwitch)') { continue }
        Get-DiagnosticProgramFile -Context $Context -Path "events/$channel.xml" -Program 'wevtutil.exe' -Argument @(
            'qe', $channel, "/q:*[System[$recent]]", '/c:500', '/rd:true', '/f:RenderedXml', '/e:Events')
    }
}
