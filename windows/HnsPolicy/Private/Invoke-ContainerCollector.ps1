function Invoke-ContainerCollector {
    <#
    .SYNOPSIS
        Which pods and containers run here, to know whose an endpoint is.
    .PARAMETER Context
        Of the collector.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Context)

    Get-DiagnosticProgramFile -Context $Context -Path 'containers/pods.txt' -Program 'crictl.exe' -Argument 'pods'
    Get-DiagnosticProgramFile -Context $Context -Path 'containers/containers.txt' -Program 'crictl.exe' -Argument 'ps', '-a'
    Get-DiagnosticProgramFile -Context $Context -Path 'containers/containerd.txt' -Program 'ctr.exe' -Argument '-n', 'k8s.io', 'containers', 'ls'
}
