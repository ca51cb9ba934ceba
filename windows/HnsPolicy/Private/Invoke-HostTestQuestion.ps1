function Invoke-HostTestQuestion {
    <#
    .SYNOPSIS
        Asks one question and removes what it made.
    .PARAMETER Run
        The run.
    .PARAMETER Question
        From Get-HostTestQuestion.
    .OUTPUTS
        The question's entry in the result file. What cannot be found out is answered unknown, with the reason.
    #>
    [CmdletBinding()]
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [psobject] $Question
    )

    $Run.Evidence.Clear()
    $before = $Run.Made.Count
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    $answer = 'unknown'
    $reason = ''
    $parameters = $Question.Parameters
    try {
        if ($Run.Hung) { throw 'HNS did not answer an earlier call' }
        if ($Question.Since -ne '' -and [version]"$($Run.Version.Major).$($Run.Version.Minor)" -lt [version]$Question.Since) {
            throw "only HNS $($Question.Since) and later have this"
        }
        if ($Question.Traffic) {
            if ($Run.AttachProblem -ne '') { throw "the endpoints are not attached: $($Run.AttachProblem)" }
            if ($Run.TrafficProblem -ne '') { throw $Run.TrafficProblem }
        }
        $answer = [string](& $Question.Function -Run $Run @parameters)
    } catch {
        $reason = $_.Exception.Message
    }
    $milliseconds = $watch.ElapsedMilliseconds
    $made = $Run.Made.GetRange($before, $Run.Made.Count - $before)
    $made.Reverse()
    foreach ($object in $made) {
        # It stays in Made, and the end of the run tries again.
        try { Remove-HostTestObject -Run $Run -Object $object } catch { Write-Verbose -Message "$($object.Kind) $($object.Id): $($_.Exception.Message)" }
    }
    Write-Verbose -Message "$($Question.Id): $answer $reason"
    $entry = [ordered]@{ id = $Question.Id; question = $Question.Question; answer = $answer }
    if ($reason -ne '') { $entry.reason = $reason }
    $entry.evidence = [string]::Join("`n", $Run.Evidence)
    $entry.milliseconds = $milliseconds
    [pscustomobject]$entry
}
