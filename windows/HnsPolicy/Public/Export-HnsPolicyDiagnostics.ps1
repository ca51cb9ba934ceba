function Export-HnsPolicyDiagnostics {
    <#
    .SYNOPSIS
        Gathers everything that explains what NetworkPolicies do on this node into one zip file, with an index that begins with what is wrong.
    .DESCRIPTION
        The bundle holds the Windows build and HNS's version; HNS's networks, endpoints, namespaces, load balancers and statistics; the ACLs that are wanted and
        those that are there, with every difference; VFP's ports, layers, rules and counters; services, crashes and HNS's event logs; the agent's health,
        metrics and recent log; and the host's network. index.html is for people, index.json for programs; docs/diagnostics.md describes both.

        Nothing is changed on the node. HNS may hang: each part has its time, is left behind when that is over, and the index says so. What does not exist
        here (no VFP, no running agent, not even Windows) is noted and the rest is gathered.

        Bearer tokens, private keys, kubeconfig credentials, passwords, SAS signatures and connection strings are replaced by [removed:...]. Addresses, names
        of pods and policies are not: look at the bundle before you pass it on. Run it as administrator, or HNS refuses to answer.
    .PARAMETER OutputPath
        Folder for the zip file, or its path if it ends in .zip. Without it the current folder. An existing file is not overwritten without -Force.
    .PARAMETER PlanPath
        What is wanted: a file written by `hns-policy plan -o json`. Without it a running agent says how many ACLs it wants, and not which.
    .PARAMETER NodeName
        Name of this node in the plan, where that is not the computer's name.
    .PARAMETER AgentUri
        Where the agent on this node serves /healthz, /readyz, /status and /metrics (its metricsAddress).
    .PARAMETER AgentLogPath
        The agent's log, or a folder with *.log in it. Without it C:\var\log\containers is looked through.
    .PARAMETER IncludeFirewall
        Also the rules of Windows Firewall and the filters of WFP: many megabytes, and some minutes.
    .PARAMETER TimeoutSeconds
        Time for each part.
    .PARAMETER CollectorTimeout
        Time in seconds for single parts, by their names in the index: @{ vfp = 300 }.
    .PARAMETER MaxFileBytes
        Files are cut to this size: logs lose their beginning, all others their end.
    .PARAMETER MaxTotalBytes
        When the files come to more than this together, uncompressed, the remaining ones are left out.
    .PARAMETER Force
        Overwrite an existing zip file.
    .EXAMPLE
        Export-HnsPolicyDiagnostics

        A bundle in the current folder. Its findings are in the output, too.
    .EXAMPLE
        (Export-HnsPolicyDiagnostics -OutputPath C:\temp -PlanPath plan.json -NodeName akswin22000001).Findings | Where-Object severity -eq error

        Compared with a plan that was made elsewhere; shows what is wrong.
    .EXAMPLE
        Export-HnsPolicyDiagnostics -OutputPath D:\bundle.zip -Force -IncludeFirewall -CollectorTimeout @{ firewall = 600 }

        With the firewall's filters, which take their time.
    .OUTPUTS
        HnsPolicy.Diagnostics: Path (of the zip file), Bytes, Findings (severity, code, title, detail, advice, subjects, evidence) and Collectors (name,
        status, seconds, problems).
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
    if (-not $PSCmdlet.ShouldProcess($target, 'Gather diagnostics')) { return }

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
