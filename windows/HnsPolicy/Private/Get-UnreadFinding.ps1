function Get-UnreadFinding {
    <#
    .SYNOPSIS
        Says that findings may be missing, since what was gathered makes no sense to this module.
    .PARAMETER What
        What could not be read.
    .PARAMETER Message
        Why.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $What,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Message
    )

    New-Finding -Severity warning -Code 'not-examined' -Title "$What could not be read" -Detail $Message -Advice (
        'Findings may be missing: look at the files yourself, and report this with the bundle, for it is a fault of this module.')
}
