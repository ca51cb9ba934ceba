# Loads the bridge to HNS's native calls, once per process: the file that HNS_POLICY_BRIDGE names, else the build for this PowerShell in
# the bin folder beside this file. Transport.ps1 and the module share this function.
function Import-HnsPolicyBridge {
    [CmdletBinding()]
    param()

    if ($null -ne ('HnsPolicy.Bridge.Hcn' -as [type])) { return }

    $path = [Environment]::GetEnvironmentVariable('HNS_POLICY_BRIDGE')
    if ([string]::IsNullOrEmpty($path)) {
        $flavour = 'netstandard2.0'
        if ($PSVersionTable.PSEdition -eq 'Desktop') { $flavour = 'net472' }
        $path = [System.IO.Path]::Combine($PSScriptRoot, 'bin', $flavour, 'HnsPolicy.Bridge.dll')
    }
    if (-not [System.IO.File]::Exists($path)) {
        $message = "The bridge to HNS is missing: $path does not exist. build.ps1 builds it. HNS_POLICY_BRIDGE can name another file."
        throw [System.Management.Automation.ErrorRecord]::new(
            [System.IO.FileNotFoundException]::new($message, $path), 'BridgeMissing', 'ObjectNotFound', $path)
    }
    try {
        # UnsafeLoadFrom also loads a file from the web or from a share, which LoadFrom rejects in Windows PowerShell. The runtime then also searches the
        # bridge's folder for native libraries.
        $null = [System.Reflection.Assembly]::UnsafeLoadFrom($path)
    } catch {
        $message = "The bridge to HNS cannot be loaded: ${path}: $($_.Exception.GetBaseException().Message)"
        throw [System.Management.Automation.ErrorRecord]::new(
            [System.BadImageFormatException]::new($message, $path, $_.Exception), 'BridgeUnusable', 'InvalidData', $path)
    }
}
