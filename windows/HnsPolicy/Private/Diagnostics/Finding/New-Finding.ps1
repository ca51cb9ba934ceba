# error: traffic may be allowed or blocked wrongly now. warning: this may happen. note: for information. docs/diagnostics.md lists the
# codes.
function New-Finding {
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

function Format-DiagnosticCount {
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [int] $Count,
        [Parameter(Mandatory)] [string] $Noun
    )

    if ($Count -eq 1) { "1 $Noun" } else { "$Count ${Noun}s" }
}

function Format-DiagnosticEndpoint {
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [pscustomobject] $Endpoint)

    $more = @($Endpoint.Addresses)
    if ($Endpoint.Name -ne $Endpoint.Id) { $more = @($Endpoint.Name) + $more }
    if ($more.Count -eq 0) { return $Endpoint.Id }
    "$($Endpoint.Id) ($($more -join ', '))"
}

# The names are from docs/reference/hns-api.md section 2.3.
function Get-DiagnosticStateName {
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [AllowNull()] [object] $State)

    $names = @('Uninitialized', 'Created', 'Attached', 'AttachedSharing', 'Detached', 'Degraded', 'Destroyed')
    if ($null -eq $State) { return 'unknown' }
    if ([int]$State -ge 0 -and [int]$State -lt $names.Count) { return "$State ($($names[[int]$State]))" }
    [string]$State
}
