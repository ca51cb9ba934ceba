<#
.SYNOPSIS
    Builds hns-policy-agent, tests it, or lays out the files of its container image.
.DESCRIPTION
    Runs in Windows PowerShell 5.1 and in PowerShell 7, on Windows and on Linux. Requires Node.js with npm, and the .NET SDK.
    Build    Compiles src to dist, and both flavours of the bridge to HNS to the bin folder of the module HnsPolicy.
    Test     Runs npm test.
    Package  Runs Build, then fills the folder for the image: node.exe, dist, its packages for Windows, and the module, merged into one
             .psm1 file, with its bridge.
    Clean    Removes the output of the other tasks.
    Stops at the first error with a non-zero exit status.
.PARAMETER Task
    One or more of Build, Test, Package and Clean. They run in the order Clean, Build, Test, Package. Default: Build.
.PARAMETER Destination
    The folder that Package fills. Its old content is deleted. Default: out/package beside this script.
.EXAMPLE
    ./build.ps1
.EXAMPLE
    powershell -NoProfile -File build.ps1 -Task Test, Package
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Package', 'Clean')]
    [string[]]$Task = 'Build',
    [string]$Destination = [System.IO.Path]::Combine($PSScriptRoot, 'out', 'package')
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$module = [System.IO.Path]::Combine($PSScriptRoot, 'windows', 'HnsPolicy')
# On Windows, the execution policy may forbid the script `npm`.
$npm = 'npm'
if ([Environment]::OSVersion.Platform -eq 'Win32NT') { $npm = 'npm.cmd' }

function Invoke-Program {
    param([string]$Program, [string[]]$Arguments)
    & $Program @Arguments
    if ($LASTEXITCODE -ne 0) { throw "$Program $($Arguments -join ' ') ended with $LASTEXITCODE" }
}

function Remove-Folder {
    param([string]$Path)
    if ([System.IO.Directory]::Exists($Path)) { [System.IO.Directory]::Delete($Path, $true) }
}

function Build-Agent {
    Invoke-Program $npm @('run', '--silent', 'build')
    Invoke-Program 'node' @([System.IO.Path]::Combine($PSScriptRoot, 'scripts', 'bridge.mjs'))
}

function New-Package {
    Invoke-Program 'node' @([System.IO.Path]::Combine($PSScriptRoot, 'scripts', 'package.mjs'), '--destination', $Destination)
}

# npm expects its files in the current folder.
$before = [Environment]::CurrentDirectory
Push-Location $PSScriptRoot
try {
    [Environment]::CurrentDirectory = $PSScriptRoot
    if ($Task -contains 'Clean') {
        foreach ($name in 'dist', 'out') { Remove-Folder ([System.IO.Path]::Combine($PSScriptRoot, $name)) }
        Remove-Folder ([System.IO.Path]::Combine($module, 'bin'))
    }
    if (($Task -contains 'Build') -or ($Task -contains 'Package')) { Build-Agent }
    if ($Task -contains 'Test') { Invoke-Program $npm @('test') }
    if ($Task -contains 'Package') { New-Package }
} catch {
    [Console]::Error.WriteLine("build.ps1: $($_.Exception.Message)")
    exit 1
} finally {
    Pop-Location
    [Environment]::CurrentDirectory = $before
}
