<#
.SYNOPSIS
    Builds hns-policy-agent, tests it, or lays out what goes into its container image.
.DESCRIPTION
    Runs in Windows PowerShell 5.1 and in PowerShell 7, on Windows and on Linux. Needs Node.js with npm, and the .NET SDK.
    Build    dist from src; the bridge to HNS in both flavours, into the bin folder of the module HnsPolicy.
    Test     npm test.
    Package  Build, and then the folder for the image: node.exe, dist, the packages it needs on Windows, the module with its bridge.
    Clean    Takes away what the others make.
    The first error ends it, with a non-zero exit status.
.PARAMETER Task
    One or more of Build, Test, Package and Clean, done in this order: Clean, Build, Test, Package. Default: Build.
.PARAMETER Destination
    The folder that Package fills; what is there already goes. Default: out/package beside this script.
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
# On Windows `npm` may be a script that the execution policy forbids.
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

# npm looks for its files where it is started.
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
