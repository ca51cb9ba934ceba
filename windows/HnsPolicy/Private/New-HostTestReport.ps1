function New-HostTestReport {
    <#
    .SYNOPSIS
        The result of a run, in the form of the result file (docs/real-host.md).
    .PARAMETER Run
        The run.
    .PARAMETER Questions
        The entries.
    .PARAMETER LeftBehind
        What could not be removed.
    .OUTPUTS
        The report.
    #>
    [CmdletBinding()]
    [OutputType('HnsPolicy.HostReport')]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [object[]] $Questions,
        [Parameter(Mandatory)] [AllowEmptyCollection()] [object[]] $LeftBehind
    )

    [pscustomobject][ordered]@{
        PSTypeName    = 'HnsPolicy.HostReport'
        schemaVersion = 1
        created       = [System.DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ', [System.Globalization.CultureInfo]::InvariantCulture)
        osBuild       = Get-HostTestBuild
        hnsVersion    = [pscustomobject][ordered]@{ Major = [int]$Run.Version.Major; Minor = [int]$Run.Version.Minor }
        network       = [pscustomobject][ordered]@{ type = $Run.NetworkType; subnet = $Run.Subnet; attached = ($Run.AttachProblem -eq '') }
        questions     = $Questions
        leftBehind    = $LeftBehind
    }
}
