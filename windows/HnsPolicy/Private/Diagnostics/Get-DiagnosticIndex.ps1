# index.json stores this object and index.html shows it.
function Get-DiagnosticIndex {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Model,
        [Parameter(Mandatory)] [pscustomobject] $Bundle,
        [Parameter(Mandatory)] [AllowEmptyCollection()] [object[]] $Finding,
        [Parameter(Mandatory)] [datetime] $Started,
        [Parameter(Mandatory)] [hashtable] $Options
    )

    $context = $Options.Context
    $files = @(foreach ($file in $Bundle.Files) {
            $bytes = 0
            if ($null -ne $file.Bytes) { $bytes = $file.Bytes.Length }
            [ordered]@{
                path          = $file.Path
                collector     = $file.Collector
                bytes         = $bytes
                originalBytes = $file.OriginalBytes
                cut           = $file.Cut
                leftOut       = $null -eq $file.Bytes
                removed       = $file.Removed
            }
        })
    [ordered]@{
        format     = 'hns-policy-diagnostics/1'
        created    = $Started.ToString('o', [System.Globalization.CultureInfo]::InvariantCulture)
        seconds    = [System.Math]::Round(([datetime]::UtcNow - $Started).TotalSeconds, 1)
        node       = Get-DiagnosticNodeFact -Model $Model -NodeName $context.NodeName
        options    = [ordered]@{
            agentUri        = (Protect-DiagnosticText -Text $context.AgentUri).Text
            planPath        = $context.PlanPath
            agentLogPath    = $context.AgentLogPath
            includeFirewall = $Options.IncludeFirewall
            timeoutSeconds  = $Options.TimeoutSeconds
        }
        counts     = [ordered]@{
            error   = @($Finding | Where-Object { $_.severity -eq 'error' }).Count
            warning = @($Finding | Where-Object { $_.severity -eq 'warning' }).Count
            note    = @($Finding | Where-Object { $_.severity -eq 'note' }).Count
        }
        findings   = @($Finding)
        endpoints  = @(foreach ($endpoint in $Model.Endpoints) { Get-DiagnosticEndpointFact -Endpoint $endpoint })
        collectors = @(foreach ($result in $Model.Collector) {
                [ordered]@{
                    name     = $result.Name
                    title    = $result.Title
                    status   = $result.Status
                    seconds  = $result.Seconds
                    files    = @($files | Where-Object { $_.collector -eq $result.Name }).Count
                    problems = @(foreach ($problem in $result.Problems) { [ordered]@{ kind = $problem.Kind; subject = $problem.Subject; message = $problem.Message } })
                }
            })
        files      = $files
    }
}

function Get-DiagnosticEndpointFact {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Endpoint)

    $priorities = @($Endpoint.Acls | Where-Object { $_.Priority -gt 0 } | ForEach-Object { $_.Priority } | Sort-Object)
    $range = ''
    if ($priorities.Count -gt 0) { $range = "$($priorities[0])-$($priorities[-1])" }
    $port = $Endpoint.Port
    $vfp = ''
    if ($port) {
        $vfp = 'port found'
        if (-not $port.Listed) { $vfp = 'port missing' }
        elseif ($port.Blocked) { $vfp = 'blocked' }
        elseif ($port.Blocked -eq $false) { $vfp = 'open' }
    }
    [ordered]@{
        id         = $Endpoint.Id
        name       = $Endpoint.Name
        network    = $Endpoint.NetworkName
        addresses  = @($Endpoint.Addresses)
        state      = Get-DiagnosticStateName -State $Endpoint.State
        remote     = $Endpoint.Remote
        ourAcls    = @($Endpoint.Acls | Where-Object { $_.Ours }).Count
        otherAcls  = @($Endpoint.Acls | Where-Object { -not $_.Ours }).Count
        priorities = $range
        vfp        = $vfp
        file       = $Endpoint.File
    }
}

function Get-DiagnosticNodeFact {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Model,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $NodeName
    )

    $name = $NodeName
    if ($name -eq '') { $name = [System.Environment]::MachineName }
    $windows = ''
    if ($Model.Text.Contains('host/windows.txt')) {
        $values = @{}
        foreach ($match in [regex]::Matches($Model.Text['host/windows.txt'], '(?m)^\s*(\w+)\s+REG_\w+\s+(.*?)\s*$')) { $values[$match.Groups[1].Value] = $match.Groups[2].Value }
        $build = "$($values['CurrentBuildNumber'])"
        # UBR, the update revision, is hexadecimal.
        if ("$($values['UBR'])" -match '^0x([0-9a-fA-F]+)$') { $build += '.' + [System.Convert]::ToInt32($Matches[1], 16) }
        $windows = "$($values['ProductName']) (build $build)"
    }
    else { $windows = [System.Environment]::OSVersion.VersionString }
    $version = Get-DiagnosticHnsVersion -Text $Model.Text
    $agent = 'does not answer'
    if ($Model.Text.Contains('agent/healthz.json')) {
        $agent = Get-DiagnosticValue (ConvertFrom-DiagnosticJson -Text $Model.Text['agent/healthz.json']) 'state' 'answers'
    }
    [ordered]@{
        name       = $name
        windows    = $windows
        hns        = "$version"
        agent      = [string]$agent
        powershell = "$($PSVersionTable.PSVersion) ($($PSVersionTable.PSEdition))"
        module     = "$($MyInvocation.MyCommand.Module.Version)"
    }
}

# Returns no value if the version is unknown.
function Get-DiagnosticHnsVersion {
    [CmdletBinding()]
    [OutputType([version])]
    param([Parameter(Mandatory)] [System.Collections.IDictionary] $Text)

    if (-not $Text.Contains('hns/version.json')) { return }
    $output = Get-DiagnosticValue (ConvertFrom-DiagnosticJson -Text $Text['hns/version.json']) 'Output'
    $major = Get-DiagnosticNumber $output 'Major' $null
    if ($null -eq $major) { return }
    [version]::new([int]$major, [int](Get-DiagnosticNumber $output 'Minor'))
}
