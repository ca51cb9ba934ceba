# ERROR_MOD_NOT_FOUND and ERROR_PROC_NOT_FOUND: no HNS, or one that lacks the call. And this module without its assembly.
$script:DiagnosticNoBridge = '0x8007007[ef]\b|The bridge to HNS is not there'

function New-DiagnosticHnsProblem {
    <#
    .SYNOPSIS
        A failed HNS call as a problem: absent where this host has no HNS to call.
    .PARAMETER Subject
        The call.
    .PARAMETER ErrorRecord
        What it threw.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [string] $Subject,
        [Parameter(Mandatory)] [System.Management.Automation.ErrorRecord] $ErrorRecord
    )

    $message = $ErrorRecord.Exception.Message
    $kind = 'failed'
    if ($message -match $script:DiagnosticNoBridge) { $kind = 'absent' }
    New-DiagnosticProblem -Kind $kind -Subject $Subject -Message $message
}
