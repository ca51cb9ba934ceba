<#
.SYNOPSIS
    Gathers everything that explains what NetworkPolicies do on this node into one zip file, with an index that begins with what is wrong.
.DESCRIPTION
    Export-HnsPolicyDiagnostics of the HnsPolicy module, for whoever has only these files: copy this script together with the folder HnsPolicy to the
    node and run it as administrator. Nothing is changed on the node and nothing is installed. Get-Help Export-HnsPolicyDiagnostics -Full says more.
.PARAMETER OutputPath
    Folder for the zip file, or its path if it ends in .zip. Without it the current folder.
.PARAMETER PlanPath
    What is wanted: a file written by `hns-policy plan -o json`. Without it a running agent says how many ACLs it wants, and not which.
.PARAMETER NodeName
    Name of this node in the plan, where that is not the computer's name.
.PARAMETER AgentUri
    Where the agent on this node serves /healthz, /readyz, /status and /metrics. http://127.0.0.1:9464 without it.
.PARAMETER AgentLogPath
    The agent's log, or a folder with *.log in it.
.PARAMETER IncludeFirewall
    Also the rules of Windows Firewall and the filters of WFP, which are large.
.PARAMETER TimeoutSeconds
    Time for each part. 60 without it.
.PARAMETER CollectorTimeout
    Time in seconds for single parts, by their names in the index: @{ vfp = 300 }.
.PARAMETER MaxFileBytes
    Files are cut to this size.
.PARAMETER MaxTotalBytes
    When the files come to more than this together, the remaining ones are left out.
.PARAMETER Force
    Overwrite an existing zip file.
.EXAMPLE
    powershell -ExecutionPolicy Bypass -File .\Debug-HnsPolicy.ps1

    A bundle in the current folder.
.EXAMPLE
    .\Debug-HnsPolicy.ps1 -OutputPath C:\temp -AgentUri http://127.0.0.1:9500

    In C:\temp, with an agent that serves its metrics at another port.
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
