Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$script:ModuleManifest = [System.IO.Path]::Combine($PSScriptRoot, 'HnsPolicy.psd1')
. ([System.IO.Path]::Combine($PSScriptRoot, 'Import-HnsPolicyBridge.ps1'))

# In a package, scripts/merge-module.mjs has replaced this loop by the files.
foreach ($folder in 'Private', 'Public') {
    $path = [System.IO.Path]::Combine($PSScriptRoot, $folder)
    foreach ($file in [System.IO.Directory]::GetFiles($path, '*.ps1', 'AllDirectories')) { . $file }
}
