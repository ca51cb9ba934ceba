function Export-HnsPolicyDiagnostics {
    <#
    .SYNOPSIS
        Collects diagnostics about NetworkPolicies on this node into one zip file, with an index that lists problems first.
    .DESCRIPTION
        The bundle contains:
        - the Windows build and the HNS version
        - HNS's networks, endpoints, namespaces, load balancers and statistics
        - the desired and the actual ACLs, with every difference
        - VFP's ports, layers, rules and counters
        - services, crashes and HNS's event logs
        - the agent's health, metrics and recent log
        - the host's network
        Open index.html in a browser. Programs read index.json. docs/diagnostics.md describes both.

        The command changes only the zip file. Each part has a timeout, because HNS may hang. A part that times out is abandoned, and the index
        lists it. Parts that do not exist on this host (no VFP, no running agent, not even Windows) are noted, and collection continues.

        Bearer tokens, private keys, kubeconfig credentials, passwords, SAS signatures and connection strings are replaced by [removed:...].
        Addresses and the names of pods and policies are kept, so check the bundle before you share it. Run the command as administrator.
        Otherwise HNS denies access.
    .PARAMETER OutputPath
        Folder for the zip file, or its path if it ends in .zip. Default: the current folder. An existing file is not overwritten without -Force.
    .PARAMETER PlanPath
        A file with the desired ACLs, written by `hns-policy plan -o json`. Without it, a running agent provides only the number of desired ACLs.
    .PARAMETER NodeName
        Name of this node in the plan, if it differs from the computer's name.
    .PARAMETER AgentUri
        URL at which the agent on this node serves /healthz, /readyz, /status and /metrics (its metricsAddress).
    .PARAMETER AgentLogPath
        The agent's log, or a folder that contains *.log. Default: the agent's logs in C:\var\log\containers.
    .PARAMETER IncludeFirewall
        Also collects the rules of Windows Firewall and the filters of WFP. These are many megabytes and take some minutes.
    .PARAMETER TimeoutSeconds
        Timeout of each part.
    .PARAMETER CollectorTimeout
        Timeouts in seconds for single parts, by their names in the index: @{ vfp = 300 }.
    .PARAMETER MaxFileBytes
        Maximum size of a file. Logs are cut at the beginning, other files at the end.
    .PARAMETER MaxTotalBytes
        Maximum uncompressed size of all files. Files beyond it are omitted.
    .PARAMETER Force
        Overwrites an existing zip file.
    .EXAMPLE
        Export-HnsPolicyDiagnostics

        Writes a bundle to the current folder. The output also contains the findings.
    .EXAMPLE
        (Export-HnsPolicyDiagnostics -OutputPath C:\temp -PlanPath plan.json -NodeName akswin22000001).Findings | Where-Object severity -eq error

        Compares HNS with a plan that was made elsewhere and lists the errors.
    .EXAMPLE
        Export-HnsPolicyDiagnostics -OutputPath D:\bundle.zip -Force -IncludeFirewall -CollectorTimeout @{ firewall = 600 }

        Includes the firewall's filters, with a longer timeout.
    .OUTPUTS
        HnsPolicy.Diagnostics: Path (of the zip file), Bytes, Findings (severity, code, title, detail, advice, subjects, evidence) and Collectors
        (name, status, seconds, problems).
    #>
    [CmdletBinding(SupportsShouldProcess)]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseSingularNouns', '', Justification = 'Diagnostics has no singular.')]
    [OutputType('HnsPolicy.Diagnostics')]
    param(
        [Parameter(Position = 0)] [ValidateNotNullOrEmpty()] [string] $OutputPath = '.',
        [ValidateNotNullOrEmpty()] [string] $PlanPath,
        [ValidateNotNullOrEmpty()] [string] $NodeName,
        [ValidateScript({ $_.IsAbsoluteUri -and @('http', 'https') -contains $_.Scheme })] [uri] $AgentUri = 'http://127.0.0.1:9464',
        [ValidateNotNullOrEmpty()] [string] $AgentLogPath,
        [switch] $IncludeFirewall,
        [ValidateRange(1, 3600)] [int] $TimeoutSeconds = 60,
        [ValidateNotNull()] [hashtable] $CollectorTimeout = @{},
        [ValidateRange(4096, 1GB)] [int] $MaxFileBytes = 16MB,
        [ValidateRange(4096, 1GB)] [int] $MaxTotalBytes = 256MB,
        [switch] $Force
    )

    $started = [datetime]::UtcNow
    $paths = @{}
    foreach ($name in 'OutputPath', 'PlanPath', 'AgentLogPath') {
        $given = Get-Variable -Name $name -ValueOnly
        $paths[$name] = ''
        if ($given) { $paths[$name] = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($given) }
    }
    $target = Get-DiagnosticTarget -Path $paths.OutputPath -Time $started -Force:$Force
    if (-not $PSCmdlet.ShouldProcess($target, 'Collect diagnostics')) { return }

    $context = @{
        PlanPath     = $paths.PlanPath
        NodeName     = [string]$NodeName
        AgentUri     = $AgentUri.AbsoluteUri.TrimEnd('/')
        AgentLogPath = $paths.AgentLogPath
        MaxFileBytes = $MaxFileBytes
    }
    $options = @{
        Context          = $context
        IncludeFirewall  = [bool]$IncludeFirewall
        TimeoutSeconds   = $TimeoutSeconds
        CollectorTimeout = $CollectorTimeout
    }
    $results = @(Invoke-DiagnosticRun -Options $options)
    $bundle = New-DiagnosticBundle -Collector $results -MaxFileBytes $MaxFileBytes -MaxTotalBytes $MaxTotalBytes
    $model = Get-DiagnosticModel -Text $bundle.Text -Collector $results -Options $context
    $findings = @(Get-DiagnosticFinding -Model $model)
    $index = Get-DiagnosticIndex -Model $model -Bundle $bundle -Finding $findings -Started $started -Options $options
    Write-DiagnosticArchive -Path $target -Index $index -File $bundle.Files -Force:$Force

    [pscustomobject]@{
        PSTypeName = 'HnsPolicy.Diagnostics'
        Path       = $target
        Bytes      = [System.IO.FileInfo]::new($target).Length
        Findings   = @($index.findings)
        Collectors = @($index.collectors)
    }
}
