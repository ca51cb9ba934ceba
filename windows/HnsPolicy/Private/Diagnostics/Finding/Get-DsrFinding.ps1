# Reports a kube-proxy without DSR, as src/hns/node/dsr.ts does (docs/reference/windows-nodes.md section 3). Without evidence the mode is unknown.
function Get-DsrFinding {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Model)

    $lists = 'hns/policylists-v1.json'
    if (-not $Model.Text.Contains($lists)) { return }
    $found = Get-DsrEvidence -Model $Model -File $lists
    if ($found.Mode -eq 'off') {
        New-Finding -Severity error -Code 'kube-proxy-without-dsr' -Title 'kube-proxy runs without DSR' -Detail $found.Detail -Evidence $found.Evidence -Subject 'kube-proxy' -Advice (
            'Policies do not apply to connections through Services on this node: pods of the node reach isolated pods, and allowed connections to other nodes are blocked. ' +
            'Start kube-proxy with --enable-dsr=true and --feature-gates=WinDSR=true.')
    }
    elseif ($found.Mode -eq 'unknown') {
        New-Finding -Severity note -Code 'kube-proxy-dsr-unknown' -Title 'It is not known whether kube-proxy uses DSR' -Detail $found.Detail -Evidence $found.Evidence -Subject 'kube-proxy' -Advice (
            'Check that kube-proxy has the option --enable-dsr=true. Without it policies do not apply to connections through Services.')
    }
}

function Get-DsrEvidence {
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Model,
        [Parameter(Mandatory)] [string] $File
    )

    $lists = @(Get-DiagnosticValue (ConvertFrom-DiagnosticJson -Text $Model.Text[$File]) 'Output' @())
    $balancers = @(
        foreach ($list in $lists) {
            foreach ($policy in @(Get-DiagnosticValue $list 'Policies' @())) {
                if ((Get-DiagnosticValue $policy 'Type') -eq 'ELB' -and @(Get-DiagnosticValue $policy 'VIPs' @()).Count -gt 0) { $policy }
            }
        }
    )
    $status = 'agent/status.json'
    if ($Model.Text.Contains($status)) {
        # The agent knows the ClusterIP of the Service kubernetes, which decides if load balancers differ.
        $known = Get-DiagnosticValue (ConvertFrom-DiagnosticJson -Text $Model.Text[$status]) 'kubeProxy'
        $mode = Get-DiagnosticValue $known 'dsr' 'unknown'
        if ($mode -ne 'unknown') { return New-DsrEvidence -Mode $mode -Detail (Get-DiagnosticValue $known 'evidence' '') -Evidence $status, $File }
    }
    $withDsr = @($balancers | Where-Object { (Get-DiagnosticValue $_ 'IsDSR') -eq $true }).Count
    if ($balancers.Count -gt 0) {
        $detail = "$withDsr of $(Format-DiagnosticCount $balancers.Count 'load balancer') of Services have IsDSR"
        $mode = 'unknown'
        if ($withDsr -eq 0) { $mode = 'off' } elseif ($withDsr -eq $balancers.Count) { $mode = 'on' }
        return New-DsrEvidence -Mode $mode -Detail $detail -Evidence $File
    }
    $layers = @($Model.Text.Keys | Where-Object { $_ -match '^vfp/.*/layers\.txt$' -and $Model.Text[$_] -match '\bLB_DSR\b' })
    if ($layers.Count -gt 0) { return New-DsrEvidence -Mode on -Detail 'VFP has the layer LB_DSR' -Evidence $layers[0] }
    New-DsrEvidence -Mode unknown -Detail 'there is no load balancer of a Service and no VFP layer LB_DSR' -Evidence $File
}

function New-DsrEvidence {
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [string] $Mode,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Detail,
        [Parameter(Mandatory)] [string[]] $Evidence
    )

    [pscustomobject]@{ Mode = $Mode; Detail = $Detail; Evidence = $Evidence }
}
