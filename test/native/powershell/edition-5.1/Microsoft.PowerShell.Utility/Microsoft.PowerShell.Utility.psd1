# The cmdlets of 7 that Windows PowerShell 5.1 has too. Functions replace those that differ.
@{
    GUID              = '1DA87E53-152B-403E-98DC-74D7B4D63D59'
    ModuleVersion     = '3.1.0.0'
    NestedModules     = 'Microsoft.PowerShell.Commands.Utility.dll'
    RootModule        = 'Microsoft.PowerShell.Utility.psm1'
    AliasesToExport   = 'fhx'
    FunctionsToExport = 'ConvertFrom-Json', 'ConvertTo-Json', 'Group-Object', 'Out-File', 'Start-Sleep'
    CmdletsToExport   = @(
        'Add-Member', 'Add-Type', 'Clear-Variable', 'Compare-Object', 'ConvertFrom-Csv', 'ConvertFrom-StringData', 'ConvertTo-Csv'
        'ConvertTo-Html', 'ConvertTo-Xml', 'Debug-Runspace', 'Disable-PSBreakpoint', 'Disable-RunspaceDebug', 'Enable-PSBreakpoint'
        'Enable-RunspaceDebug', 'Export-Alias', 'Export-Clixml', 'Export-Csv', 'Export-FormatData', 'Export-PSSession', 'Format-Custom'
        'Format-Hex', 'Format-List', 'Format-Table', 'Format-Wide', 'Get-Alias', 'Get-Culture', 'Get-Date', 'Get-Event', 'Get-EventSubscriber'
        'Get-FileHash', 'Get-FormatData', 'Get-Host', 'Get-Member', 'Get-PSBreakpoint', 'Get-PSCallStack', 'Get-Random', 'Get-Runspace'
        'Get-RunspaceDebug', 'Get-TraceSource', 'Get-TypeData', 'Get-UICulture', 'Get-Unique', 'Get-Variable', 'Import-Alias', 'Import-Clixml'
        'Import-Csv', 'Import-LocalizedData', 'Import-PowerShellDataFile', 'Import-PSSession', 'Invoke-Expression', 'Invoke-RestMethod'
        'Invoke-WebRequest', 'Measure-Command', 'Measure-Object', 'New-Alias', 'New-Event', 'New-Guid', 'New-Object', 'New-TemporaryFile'
        'New-TimeSpan', 'New-Variable', 'Out-String', 'Read-Host', 'Register-EngineEvent', 'Register-ObjectEvent', 'Remove-Event'
        'Remove-PSBreakpoint', 'Remove-TypeData', 'Remove-Variable', 'Select-Object', 'Select-String', 'Select-Xml', 'Send-MailMessage'
        'Set-Alias', 'Set-Date', 'Set-PSBreakpoint', 'Set-TraceSource', 'Set-Variable', 'Sort-Object', 'Tee-Object', 'Trace-Command'
        'Unblock-File', 'Unregister-Event', 'Update-FormatData', 'Update-List', 'Update-TypeData', 'Wait-Debugger', 'Wait-Event', 'Write-Debug'
        'Write-Error', 'Write-Host', 'Write-Information', 'Write-Output', 'Write-Progress', 'Write-Verbose', 'Write-Warning'
    )
}
