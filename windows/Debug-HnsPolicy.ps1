<#
.SYNOPSIS
    Collects diagnostics about NetworkPolicies on this node into one zip file, with an index that lists problems first.
.DESCRIPTION
    Runs Export-HnsPolicyDiagnostics of the HnsPolicy module. Copy this script together with the folder HnsPolicy to the node and run it as
    administrator. It changes only the zip file and needs no installation. For details, see Get-Help Export-HnsPolicyDiagnostics -Full.
.PARAMETER OutputPath
    Folder for the zip file, or its path if it ends in .zip. Default: the current folder.
.PARAMETER PlanPath
    A file with the desired ACLs, written by `hns-policy plan -o json`. Without it, a running agent provides only the number of desired ACLs.
.PARAMETER NodeName
    Name of this node in the plan, if it differs from the computer's name.
.PARAMETER AgentUri
    URL at which the agent on this node serves /healthz, /readyz, /status and /metrics. Default: http://127.0.0.1:9464.
.PARAMETER AgentLogPath
    The agent's log, or a folder that contains *.log.
.PARAMETER IncludeFirewall
    Also collects the rules of Windows Firewall and the filters of WFP, which are large.
.PARAMETER TimeoutSeconds
    Timeout of each part. Default: 60.
.PARAMETER CollectorTimeout
    Timeouts in seconds for single parts, by their names in the index: @{ vfp = 300 }.
.PARAMETER MaxFileBytes
    Maximum size of a file.
.PARAMETER MaxTotalBytes
    Maximum uncompressed size of all files. Files beyond it are omitted.
.PARAMETER Force
    Overwrites an existing zip file.
.EXAMPLE
    powershell -ExecutionPolicy Bypass -File .\Debug-HnsPolicy.ps1

    Writes a bundle to the current folder.
.EXAMPLE
    .\Debug-HnsPolicy.ps1 -OutputPath C:\temp -AgentUri http://127.0.0.1:9500

    Writes a bundle to C:\temp, with an agent that serves its metrics on another port.
.OUTPUTS
    HnsPolicy.Diagnostics: Path, Bytes, Findings and Collectors.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Position = 0)] [string] $OutputPath,
    [string] $PlanPath,
    [string] $NodeName,
    [uri] $AgentUri,
    [string] $AgentLogPath,
    [switch] $IncludeFirewall,
    [int] $TimeoutSeconds,
    [hashtable] $CollectorTimeout,
    [int] $MaxFileBytes,
    [int] $MaxTotalBytes,
    [switch] $Force
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

Import-Module -Name ([System.IO.Path]::Combine($PSScriptRoot, 'HnsPolicy', 'HnsPolicy.psd1')) -Verbose:$false
Export-HnsPolicyDiagnostics @PSBoundParameters
