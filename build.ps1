<#
.SYNOPSIS
    Builds hns-policy-agent, tests it, or lays out what goes into its container image.
.DESCRIPTION
    Runs in Windows PowerShell 5.1 and in PowerShell 7, on Windows and on Linux. Needs Node.js with npm, and the .NET SDK.
    Build    dist from src; the bridge to HNS in both flavours, into the bin folder of the module HnsPolicy.
    Test     npm test.
    Package  Build, and then the folder for the image: dist, the packages it needs on Windows, the module with its bridge. Not node.exe.
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
$flavours = 'net472', 'netstandard2.0'
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

function Copy-Folder {
    param([string]$From, [string]$To)
    $null = [System.IO.Directory]::CreateDirectory($To)
    foreach ($file in [System.IO.Directory]::GetFiles($From)) {
        [System.IO.File]::Copy($file, [System.IO.Path]::Combine($To, [System.IO.Path]::GetFileName($file)), $true)
    }
    foreach ($folder in [System.IO.Directory]::GetDirectories($From)) {
        Copy-Folder -From $folder -To ([System.IO.Path]::Combine($To, [System.IO.Path]::GetFileName($folder)))
    }
}

function Build-Agent {
    Invoke-Program $npm @('run', '--silent', 'build')
    $artifacts = [System.IO.Path]::Combine($PSScriptRoot, 'out', 'dotnet')
    $project = [System.IO.Path]::Combine($PSScriptRoot, 'windows', 'HnsPolicy.Bridge', 'HnsPolicy.Bridge.csproj')
    Invoke-Program 'dotnet' @('build', $project, '--configuration', 'Release', '--artifacts-path', $artifacts, '--nologo', '--verbosity', 'quiet')
    foreach ($flavour in $flavours) {
        $from = [System.IO.Path]::Combine($artifacts, 'bin', 'HnsPolicy.Bridge', "release_$flavour")
        $to = [System.IO.Path]::Combine($module, 'bin', $flavour)
        Remove-Folder $to
        Copy-Folder -From $from -To $to
    }
}

function New-Package {
    Remove-Folder $Destination
    Copy-Folder -From ([System.IO.Path]::Combine($PSScriptRoot, 'dist')) -To ([System.IO.Path]::Combine($Destination, 'dist'))
    Copy-Folder -From $module -To ([System.IO.Path]::Combine($Destination, 'windows', 'HnsPolicy'))
    [System.IO.File]::Copy(
        [System.IO.Path]::Combine($PSScriptRoot, 'windows', 'Debug-HnsPolicy.ps1'),
        [System.IO.Path]::Combine($Destination, 'windows', 'Debug-HnsPolicy.ps1'))
    foreach ($name in 'package.json', 'package-lock.json', 'LICENSE') {
        [System.IO.File]::Copy([System.IO.Path]::Combine($PSScriptRoot, $name), [System.IO.Path]::Combine($Destination, $name))
    }
    Invoke-Program $npm @(
        'ci', '--prefix', $Destination, '--omit=dev', '--include=optional', '--ignore-scripts', '--os=win32', '--cpu=x64',
        '--no-audit', '--no-fund', '--loglevel=error')
    Select-EdgeBinary
}

# Of edge-js's binaries only those for the pinned Node are wanted; its install script, which does not run, would put the C++ runtime beside them.
function Select-EdgeBinary {
    $lock = [System.IO.File]::ReadAllText([System.IO.Path]::Combine($PSScriptRoot, 'package-lock.json'))
    if ($lock -notmatch '"node_modules/node": \{\s*"version": "(\d+)\.') { throw 'package-lock.json names no version of node' }
    $major = $Matches[1]
    $native = [System.IO.Path]::Combine($Destination, 'node_modules', 'edge-js', 'lib', 'native', 'win32')
    $wanted = [System.IO.Path]::Combine($native, 'x64', $major)
    if (-not [System.IO.File]::Exists([System.IO.Path]::Combine($wanted, 'edge_nativeclr.node'))) {
        throw "edge-js has no binary for Windows x64 and Node $major in $wanted"
    }
    foreach ($file in [System.IO.Directory]::GetFiles([System.IO.Path]::Combine($native, 'x64'), '*.dll')) {
        [System.IO.File]::Copy($file, [System.IO.Path]::Combine($wanted, [System.IO.Path]::GetFileName($file)), $true)
    }
    foreach ($folder in [System.IO.Directory]::GetDirectories($native)) {
        if ([System.IO.Path]::GetFileName($folder) -ne 'x64') { Remove-Folder $folder }
    }
    foreach ($folder in [System.IO.Directory]::GetDirectories([System.IO.Path]::Combine($native, 'x64'))) {
        if ([System.IO.Path]::GetFileName($folder) -ne $major) { Remove-Folder $folder }
    }
}

# npm and dotnet look for their files where they are started.
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
