function Import-HnsPolicyBridge {
    <#
    .SYNOPSIS
        Loads the bridge to HNS's native calls, once in a process.
    .DESCRIPTION
        HnsPolicy.Bridge.dll is looked for where the environment variable HNS_POLICY_BRIDGE says, else in the module's bin folder: net472 for Windows
        PowerShell, netstandard2.0 for PowerShell.
    .EXAMPLE
        Import-HnsPolicyBridge
    .OUTPUTS
        None. Throws when the file is not there or cannot be loaded.
    #>
    [CmdletBinding()]
    param()

    if ($null -ne ('HnsPolicy.Bridge.Hcn' -as [type])) { return }

    $path = [Environment]::GetEnvironmentVariable('HNS_POLICY_BRIDGE')
    if ([string]::IsNullOrEmpty($path)) {
        $flavour = 'netstandard2.0'
        if ($PSVersionTable.PSEdition -eq 'Desktop') { $flavour = 'net472' }
        $path = [System.IO.Path]::Combine([System.IO.Path]::GetDirectoryName($PSScriptRoot), 'bin', $flavour, 'HnsPolicy.Bridge.dll')
    }
    if (-not [System.IO.File]::Exists($path)) {
        $message = "The bridge to HNS is not there: $path does not exist. build.ps1 makes it; HNS_POLICY_BRIDGE may name another place."
        throw [System.Management.Automation.ErrorRecord]::new(
            [System.IO.FileNotFoundException]::new($message, $path), 'BridgeMissing', 'ObjectNotFound', $path)
    }
    try {
        # From its own folder, where the runtime looks for native libraries too.
        $null = [System.Reflection.Assembly]::LoadFrom($path)
    } catch {
        $message = "The bridge to HNS cannot be loaded: ${path}: $($_.Exception.GetBaseException().Message)"
        throw [System.Management.Automation.ErrorRecord]::new(
            [System.BadImageFormatException]::new($message, $path, $_.Exception), 'BridgeUnusable', 'InvalidData', $path)
    }
}
