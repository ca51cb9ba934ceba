function Get-DiagnosticRequestFile {
    <#
    .SYNOPSIS
        What a local web server answers as a file of the bundle, or why there is none.
    .PARAMETER Context
        Of the collector.
    .PARAMETER Path
        Place in the bundle.
    .PARAMETER Uri
        What to get.
    .PARAMETER ExpectedStatus
        HTTP statuses that are no problem.
    .OUTPUTS
        A file, a problem, or both.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [hashtable] $Context,
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [uri] $Uri,
        [int[]] $ExpectedStatus = @(200)
    )

    try {
        $answer = Invoke-DiagnosticRequest -Uri $Uri -Deadline $Context.Deadline
    }
    catch {
        $inner = $_.Exception
        $kind = 'absent'
        while ($inner.InnerException) {
            $inner = $inner.InnerException
            if ($inner -is [System.Net.WebException] -and $inner.Status -eq [System.Net.WebExceptionStatus]::Timeout) { $kind = 'timed-out' }
        }
        if ([datetime]::UtcNow -ge $Context.Deadline) { $kind = 'timed-out' }
        New-DiagnosticProblem -Kind $kind -Subject "GET $Uri" -Message "no answer: $($inner.Message)"
        return
    }
    if ($answer.Status -eq 404 -and $ExpectedStatus -notcontains 404) {
        New-DiagnosticProblem -Kind absent -Subject "GET $Uri" -Message 'what answers there does not serve this'
        return
    }
    New-DiagnosticFile -Path $Path -Text $answer.Text
    if ($ExpectedStatus -notcontains $answer.Status) {
        New-DiagnosticProblem -Kind failed -Subject "GET $Uri" -Message "HTTP status $($answer.Status)"
    }
}
