# The cmdlets of 7. Functions replace those that differ in Windows PowerShell 5.1.
@{
    GUID              = 'EEFCB906-B326-4E99-9F54-8B4BB6EF3C6D'
    ModuleVersion     = '3.1.0.0'
    NestedModules     = 'Microsoft.PowerShell.Commands.Management.dll'
    RootModule        = 'Microsoft.PowerShell.Management.psm1'
    AliasesToExport   = 'gcb', 'gtz', 'scb'
    FunctionsToExport = 'Add-Content', 'Get-Content', 'Join-Path', 'Set-Content', 'Split-Path', 'Test-Path'
    CmdletsToExport   = @(
        'Clear-Content', 'Clear-Item', 'Clear-ItemProperty', 'Convert-Path', 'Copy-Item', 'Copy-ItemProperty', 'Debug-Process', 'Get-ChildItem'
        'Get-Clipboard', 'Get-Item', 'Get-ItemProperty', 'Get-ItemPropertyValue', 'Get-Location', 'Get-Process', 'Get-PSDrive', 'Get-PSProvider'
        'Get-TimeZone', 'Invoke-Item', 'Move-Item', 'Move-ItemProperty', 'New-Item', 'New-ItemProperty', 'New-PSDrive', 'Pop-Location'
        'Push-Location', 'Remove-Item', 'Remove-ItemProperty', 'Remove-PSDrive', 'Rename-Item', 'Rename-ItemProperty', 'Resolve-Path'
        'Restart-Computer', 'Set-Clipboard', 'Set-Item', 'Set-ItemProperty', 'Set-Location', 'Start-Process', 'Stop-Computer', 'Stop-Process'
        'Test-Connection', 'Wait-Process'
    )
}
