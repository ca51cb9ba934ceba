@{
    # What the standard module of this name holds, as far as this program has it.
    ModuleVersion = '7.0.0.0'
    GUID = 'eefcb906-b326-4e99-9f54-8b4bb6ef3c6d'
    RootModule = 'PowerShellHost.dll'
    CmdletsToExport = @(
        'Add-Content'
        'Convert-Path'
        'Copy-Item'
        'Get-ChildItem'
        'Get-Content'
        'Get-Item'
        'Get-ItemProperty'
        'Get-Location'
        'Get-Process'
        'Join-Path'
        'Move-Item'
        'New-Item'
        'Pop-Location'
        'Push-Location'
        'Remove-Item'
        'Rename-Item'
        'Resolve-Path'
        'Set-Content'
        'Set-Location'
        'Split-Path'
        'Stop-Process'
        'Test-Path'
    )
    FunctionsToExport = @()
    AliasesToExport = @()
}
