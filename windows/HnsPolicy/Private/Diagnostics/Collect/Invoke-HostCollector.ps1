function Invoke-HostCollector {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Context)

    $facts = [ordered]@{
        machine    = [System.Environment]::MachineName
        os         = [System.Environment]::OSVersion.VersionString
        powershell = "$($PSVersionTable.PSVersion) ($($PSVersionTable.PSEdition))"
        runtime    = [System.Environment]::Version.ToString()
        processors = [System.Environment]::ProcessorCount
        is64Bit    = [System.Environment]::Is64BitProcess
        user       = [System.Environment]::UserName
        utc        = [datetime]::UtcNow.ToString('o')
        timeZone   = [System.TimeZoneInfo]::Local.Id
    }
    New-DiagnosticFile -Path 'host/engine.json' -Text (ConvertTo-Json -InputObject $facts)
    $version = @('query', 'HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion')
    Get-DiagnosticProgramFile -Context $Context -Path 'host/windows.txt' -Program 'reg.exe' -Argument $version
    # Exit code 1: the key does not exist.
    foreach ($key in $script:HnsSwitchKeys.Keys) {
        Get-DiagnosticProgramFile -Context $Context -Path (Get-HnsSwitchPath -Key $key) -Program 'reg.exe' -Argument 'query', $script:HnsSwitchKeys[$key] -AbsentExitCode 1
    }
    $command = 'Get-HotFix | Select-Object HotFixID, Description, InstalledOn | Format-Table -AutoSize | Out-String -Width 200; ' +
        '(Get-CimInstance Win32_OperatingSystem | Select-Object LastBootUpTime, FreePhysicalMemory, TotalVisibleMemorySize | Format-List | Out-String)'
    Get-DiagnosticProgramFile -Context $Context -Path 'host/hotfixes.txt' -Program 'powershell.exe' -Argument @(
        '-NoProfile', '-NonInteractive', '-Command', $command)
}

function Invoke-HostNetworkCollector {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Context)

    $commands = [ordered]@{
        'ipconfig.txt'               = @('ipconfig.exe', '/allcompartments', '/all')
        'routes.txt'                 = @('route.exe', 'print')
        'arp.txt'                    = @('arp.exe', '-a')
        'interfaces-ipv4.txt'        = @('netsh.exe', 'interface', 'ipv4', 'show', 'interfaces')
        'interfaces-ipv6.txt'        = @('netsh.exe', 'interface', 'ipv6', 'show', 'interfaces')
        'excluded-ports-tcp.txt'     = @('netsh.exe', 'interface', 'ipv4', 'show', 'excludedportrange', 'tcp')
        'excluded-ports-udp.txt'     = @('netsh.exe', 'interface', 'ipv4', 'show', 'excludedportrange', 'udp')
        'dynamic-ports-tcp.txt'      = @('netsh.exe', 'interface', 'ipv4', 'show', 'dynamicportrange', 'tcp')
        'dynamic-ports-udp.txt'      = @('netsh.exe', 'interface', 'ipv4', 'show', 'dynamicportrange', 'udp')
        'connections.txt'            = @('netstat.exe', '-ano')
        'virtual-switch-network.txt' = @('nvspinfo.exe', '-a', '-i', '-h', '-D', '-p', '-d', '-m', '-q')
    }
    foreach ($name in $commands.Keys) {
        $program, $arguments = $commands[$name]
        Get-DiagnosticProgramFile -Context $Context -Path "network/$name" -Program $program -Argument $arguments
    }
}
