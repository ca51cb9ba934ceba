function Get-ServiceFinding {
    <#
    .SYNOPSIS
        Services that are installed and not running, and an HNS with more threads than a healthy one has.
    .PARAMETER Model
        Of Get-DiagnosticModel.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Model)

    foreach ($service in 'hns', 'vfpext', 'vmcompute', 'containerd', 'kubelet', 'kube-proxy', 'kubeproxy', 'BFE') {
        $file = "services/$service-queryex.txt"
        if (-not $Model.Text.Contains($file)) { continue }
        $state = (Get-DiagnosticService -Text $Model.Text[$file]).State
        if (@('running', '') -contains $state) { continue }
        $severity = 'warning'
        if (@('hns', 'vfpext', 'BFE') -contains $service) { $severity = 'error' }
        New-Finding -Severity $severity -Code 'service-not-running' -Title "Service $service is $state" -Evidence $file -Subject $service -Advice (
            "Start it (Start-Service $service) and look into events/service-errors.xml if it does not stay up. Without hns and vfpext no policy can be written or enforced.")
    }
    $file = 'services/hns-process.json'
    if (-not $Model.Text.Contains($file)) { return }
    $threads = Get-DiagnosticNumber (ConvertFrom-DiagnosticJson -Text $Model.Text[$file]) 'ThreadCount'
    if ($threads -ge 200) {
        New-Finding -Severity warning -Code 'hns-threads' -Title "HNS has $threads threads" -Evidence $file -Subject 'hns' -Advice (
            'A healthy HNS has far fewer than 200: its calls wait for one another. If calls to it take long or time out, restart it (Restart-Service hns -Force).')
    }
}
