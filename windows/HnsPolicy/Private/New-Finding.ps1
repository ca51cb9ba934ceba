function New-Finding {
    <#
    .SYNOPSIS
        Something about this node that someone should know.
    .PARAMETER Severity
        error: traffic passes that should not, or the other way round, or nobody can tell. warning: it may come to that. note: good to know.
    .PARAMETER Code
        Short name of the kind of finding; docs/diagnostics.md lists them.
    .PARAMETER Title
        The finding in one sentence.
    .PARAMETER Detail
        The facts it is drawn from.
    .PARAMETER Advice
        What to do.
    .PARAMETER Evidence
        Files of the bundle that show it.
    .PARAMETER Subject
        What it is about, for programs: an endpoint's id, a service's name.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [ValidateSet('error', 'warning', 'note')] [string] $Severity,
        [Parameter(Mandatory)] [string] $Code,
        [Parameter(Mandatory)] [string] $Title,
        [AllowEmptyString()] [string] $Detail = '',
        [Parameter(Mandatory)] [string] $Advice,
        [AllowEmptyCollection()] [string[]] $Evidence = @(),
        [AllowEmptyCollection()] [string[]] $Subject = @()
    )

    [pscustomobject][ordered]@{
        severity = $Severity
        code     = $Code
        title    = $Title
        detail   = $Detail
        advice   = $Advice
        subjects = @($Subject | Where-Object { $_ })
        evidence = @($Evidence | Where-Object { $_ })
    }
}
