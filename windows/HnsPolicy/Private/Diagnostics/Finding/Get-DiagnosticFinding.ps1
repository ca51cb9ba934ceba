# Returns all findings, most severe first.
function Get-DiagnosticFinding {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Model)

    $rules = @('Get-JsonFinding', 'Get-HnsFinding', 'Get-AclDriftFinding', 'Get-PodFinding', 'Get-ForeignAclFinding', 'Get-AgentFinding', 'Get-OwnAclFinding', 'Get-PriorityFinding', 'Get-SharedAddressFinding',
        'Get-EndpointStateFinding', 'Get-VfpFinding', 'Get-CrashFinding', 'Get-ServiceFinding', 'Get-NetworkFinding', 'Get-PolicyListFinding',
        'Get-DsrFinding', 'Get-HnsSwitchFinding')
    $findings = @(
        if ($Model.Unread -ne '') { Get-UnreadFinding -What 'The networks and endpoints' -Message $Model.Unread }
        foreach ($rule in $rules) {
            # A rule that fails must not lose the findings of the others.
            try {
                & $rule -Model $Model
            }
            catch {
                Get-UnreadFinding -What "The evidence of $rule" -Message $_.Exception.Message
            }
        }
    )
    foreach ($severity in 'error', 'warning', 'note') {
        $findings | Where-Object { $_.severity -eq $severity }
    }
}

function Get-UnreadFinding {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $What,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Message
    )

    New-Finding -Severity warning -Code 'not-examined' -Title "$What could not be read" -Detail $Message -Advice (
        'Findings may be missing, so check the files yourself. This is a bug in the module. Please report it with the bundle.')
}

# A file that PowerShell cannot parse has no findings, which must not look like a healthy node.
function Get-JsonFinding {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Model)

    foreach ($file in @($Model.Text.Keys)) {
        if ($file -notlike '*.json') { continue }
        try {
            $null = ConvertFrom-DiagnosticJson -Strict -Text $Model.Text[$file]
        }
        catch {
            New-Finding -Severity warning -Code 'not-examined' -Title "$file could not be read" -Detail $_.Exception.Message -Evidence $file -Advice (
                'Findings about it may be missing, so check the file yourself. Windows PowerShell cannot read more than two megabytes of JSON.')
        }
    }
}

# HNS enforces policies only on Attached and AttachedSharing endpoints.
function Get-EndpointStateFinding {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Model)

    foreach ($endpoint in $Model.Endpoints) {
        if ($endpoint.Remote -or $null -eq $endpoint.State -or @(2, 3) -contains $endpoint.State) { continue }
        # A starting pod's endpoint is in state Created.
        $severity = 'error'
        if ($endpoint.State -le 1) { $severity = 'warning' }
        New-Finding -Severity $severity -Code 'endpoint-state' -Title "Endpoint $($endpoint.Id) is in state $(Get-DiagnosticStateName -State $endpoint.State)" -Detail (
            Format-DiagnosticEndpoint -Endpoint $endpoint) -Evidence $endpoint.File -Subject $endpoint.Id -Advice (
            'The agent ignores it, because only Attached (2) and AttachedSharing (3) endpoints carry traffic. If a running pod should use it, delete the pod. ' +
            'If no pod uses it and it remains, remove it with Remove-HnsEndpoint.')
    }
}

function Get-PolicyListFinding {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Model)

    $file = 'hns/policylists-v1.json'
    if (-not $Model.Text.Contains($file)) { return }
    $lists = @(Get-DiagnosticValue (ConvertFrom-DiagnosticJson -Text $Model.Text[$file]) 'Output' @())
    $bad = @($lists | Where-Object { @(2, $null) -notcontains (Get-DiagnosticValue $_ 'State') })
    if ($bad.Count -eq 0) { return }
    $ids = @($bad | ForEach-Object { "$(Get-DiagnosticValue $_ 'ID' '?') (state $(Get-DiagnosticValue $_ 'State'))" })
    New-Finding -Severity warning -Code 'load-balancer-state' -Title "$(Format-DiagnosticCount $bad.Count 'load balancer') of $($lists.Count) not in force" -Detail (
        @($ids | Select-Object -First 10) -join '; ') -Evidence $file -Advice 'Services may be unreachable from this node. Restart kube-proxy, which writes them again.'
}
