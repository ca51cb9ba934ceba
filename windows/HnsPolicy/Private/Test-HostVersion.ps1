function Test-HostVersion {
    <#
    .SYNOPSIS
        Which HNS this is.
    .PARAMETER Run
        The run.
    .OUTPUTS
        Major and minor.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $version = Invoke-HostTestV1 -Run $Run -Request 'GET /globals/version'
    "$($version.Major).$($version.Minor)"
}
