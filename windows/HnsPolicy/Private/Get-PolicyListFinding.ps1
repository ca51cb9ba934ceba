function Get-PolicyListFinding {
    <#
    .SYNOPSIS
        kube-proxy's load balancers that HNS has not put in force.
    .PARAMETER Model
        Of Get-DiagnosticModel.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Model)

    $file = 'hns/policylists-v1.json'
    if (-not $Model.Text.Contains($file)) { return }
    $lists = @(Get-DiagnosticValue (ConvertFrom-DiagnosticJson -Text $Model.Text[$file]) 'Output' @())
    $bad = @($lists | Where-Object { @(2, $null) -notcontains (Get-DiagnosticValue $_ 'State') })
    if ($bad.Count -eq 0) { return }
    $ids = @($bad | ForEach-Object { "$(Get-DiagnosticValue $_ 'ID' '?') (state $(Get-DiagnosticValue $_ 'State'))" })
    New-Finding -Severity warning -Code 'load-balancer-state' -Title "$(Format-DiagnosticCount $bad.Count 'load balancer') of $($lists.Count) not in force" -Detail (
        @($ids | Select-Object -First 10) -join '; ') -Evidence $file -Advice 'Services may not be reachable from this node. Restart kube-proxy; it writes them again.'
}
