function Get-DiagnosticProgramFile {
    <#
    .SYNOPSIS
        A program's output as a file of the bundle, or why there is none.
    .PARAMETER Context
        Of the collector.
    .PARAMETER Path
        Place in the bundle.
    .PARAMETER Program
        Name of the program.
    .PARAMETER Argument
        Its arguments.
    .PARAMETER AbsentExitCode
        Exit codes by which the program says that there is no such thing here.
    .OUTPUTS
        A file, a problem, or both.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [hashtable] $Context,
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [string] $Program,
        [AllowEmptyCollection()] [string[]] $Argument = @(),
        [int[]] $AbsentExitCode = @()
    )

    $subject = (@($Program) + $Argument) -join ' '
    try {
        $run = Invoke-DiagnosticProgram -Name $Program -Argument $Argument -Deadline $Context.Deadline
    }
    catch {
        New-DiagnosticProblem -Kind failed -Subject $subject -Message $_.Exception.Message
        return
    }
    if ($run.Status -eq 'missing') {
        New-DiagnosticProblem -Kind absent -Subject $Program -Message 'this program is not on this host'
        return
    }
    $text = $run.Text
    if ($run.ErrorText.Trim() -ne '') { $text = $text + "`n" + $run.ErrorText }
    if ($run.Status -eq 'done' -and $AbsentExitCode -contains $run.ExitCode) {
        New-DiagnosticProblem -Kind absent -Subject $subject -Message "there is none here (exit code $($run.ExitCode))"
        return
    }
    if ($text.Trim() -ne '') { New-DiagnosticFile -Path $Path -Text $text }
    if ($run.Status -eq 'timed-out') {
        New-DiagnosticProblem -Kind timed-out -Subject $subject -Message 'it did not end in time and was ended'
    }
    elseif ($run.Cut) {
        New-DiagnosticProblem -Kind failed -Subject $subject -Message 'it wrote too much; the rest is left out'
    }
    elseif ($run.ExitCode -ne 0) {
        $said = @($text.Split("`n") | Where-Object { $_.Trim() -ne '' } | Select-Object -First 1) -join ''
        New-DiagnosticProblem -Kind failed -Subject $subject -Message "it ended with exit code $($run.ExitCode): $said"
    }
}
