@{
    # What the standard module of this name holds, as far as this program has it.
    ModuleVersion = '7.0.0.0'
    GUID = 'eb74e8da-9ae2-482a-a648-e96550fb8733'
    RootModule = 'PowerShellHost.dll'
    CmdletsToExport = @(
        'Compress-Archive'
        'Expand-Archive'
    )
    FunctionsToExport = @()
    AliasesToExport = @()
}
