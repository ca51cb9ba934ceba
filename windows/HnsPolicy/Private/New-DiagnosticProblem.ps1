function New-DiagnosticProblem {
    <#
    .SYNOPSIS
        What a collector could not get, and why.
    .PARAMETER Kind
        absent: this host does not have it. failed: it does, and refused. timed-out: no answer in time.
    .PARAMETER Subject
        What was asked for: a command line, a call, a file.
    .PARAMETER Message
        Why, for people.
    .OUTPUTS
        Record = 'problem', Kind, Subject, Message.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [ValidateSet('absent', 'failed', 'timed-out')] [string] $Kind,
        [Parameter(Mandatory)] [string] $Subject,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Message
    )

    [pscustomobject]@{ Record = 'problem'; Kind = $Kind; Subject = $Subject; Message = $Message.Trim() }
}
