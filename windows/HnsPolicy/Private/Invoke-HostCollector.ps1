function Invoke-HostCollector {
    <#
    .SYNOPSIS
        What Windows this is: build, hotfixes, name, and the PowerShell that runs here.
    .PARAMETER Context
        Of the collector.
    #>
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
    $command = 'Get-HotFix | Select-Object HotFixID, Description, InstalledOn | Format-Table -AutoSize | Out-String -Width 200; ' +
        '(Get-CimInstance Win32_OperatingSystem | Select-Object LastBootUpTime, FreePhysicalMemory, TotalVisibleMemorySize | Format-List | Out-String)'
    Get-DiagnosticProgramFile -Context $Context -Path 'host/hotfixes.txt' -Program 'powershell.exe' -Argument @(
        '-NoProfile', '-NonInteractive', '-Command', $command)
}
