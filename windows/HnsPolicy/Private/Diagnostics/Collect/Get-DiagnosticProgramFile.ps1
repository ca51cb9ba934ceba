# Returns a file, a problem, or both.
function Get-DiagnosticProgramFile {
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
        New-DiagnosticProblem -Kind absent -Subject $subject -Message "not present on this host (exit code $($run.ExitCode))"
        return
    }
    if ($text.Trim() -ne '') { New-DiagnosticFile -Path $Path -Text $text }
    if ($run.Status -eq 'timed-out') {
        New-DiagnosticProblem -Kind timed-out -Subject $subject -Message 'stopped after its timeout'
    }
    elseif ($run.Cut) {
        New-DiagnosticProblem -Kind failed -Subject $subject -Message 'truncated, because the output is too long'
    }
    elseif ($run.ExitCode -ne 0) {
        $firstLine = @($text.Split("`n") | Where-Object { $_.Trim() -ne '' } | Select-Object -First 1) -join ''
        New-DiagnosticProblem -Kind failed -Subject $subject -Message "exit code $($run.ExitCode): $firstLine"
    }
}
