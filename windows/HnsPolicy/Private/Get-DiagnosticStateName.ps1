function Get-DiagnosticStateName {
    <#
    .SYNOPSIS
        An endpoint's state with its name (hns-api.md 2.3).
    .PARAMETER State
        The number; $null where HNS does not tell it.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [AllowNull()] [object] $State)

    $names = @('Uninitialized', 'Created', 'Attached', 'AttachedSharing', 'Detached', 'Degraded', 'Destroyed')
    if ($null -eq $State) { return 'not told' }
    if ([int]$State -ge 0 -and [int]$State -lt $names.Count) { return "$State ($($names[[int]$State]))" }
    [string]$State
}
