function Invoke-HnsdiagCollector {
    <#
    .SYNOPSIS
        What Windows' own tools say of HNS and of the compute systems.
    .PARAMETER Context
        Of the collector.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Context)

    Get-DiagnosticProgramFile -Context $Context -Path 'hnsdiag/list-all.txt' -Program 'hnsdiag.exe' -Argument 'list', 'all', '-d'
    Get-DiagnosticProgramFile -Context $Context -Path 'hnsdiag/hcsdiag-list.txt' -Program 'hcsdiag.exe' -Argument 'list'
}
