function Invoke-HostTestRun {
    [CmdletBinding()]
    [OutputType([psobject])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $activity = 'Asking HNS'
    $questions = @(Get-HostTestQuestion)
    for ($i = 0; $i -lt $questions.Count; $i++) {
        Write-Progress -Activity $activity -Status $questions[$i].Question -PercentComplete (100 * $i / $questions.Count)
        Invoke-HostTestQuestion -Run $Run -Question $questions[$i]
    }
    Write-Progress -Activity $activity -Completed
}

# Asks one question and removes the objects it created. The answer is 'unknown', with a reason, if the question fails.
function Invoke-HostTestQuestion {
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
            throw "this requires HNS $($Question.Since)"
        }
        if ($Question.Traffic) {
            if ($Run.AttachProblem -ne '') { throw "the endpoints are not attached: $($Run.AttachProblem)" }
            if ($Run.TrafficProblem -ne '') { throw $Run.TrafficProblem }
        }
        $answer = [string](& $Question.Ask -Run $Run @parameters)
    } catch {
        $reason = $_.Exception.Message
    }
    $milliseconds = $watch.ElapsedMilliseconds
    $made = $Run.Made.GetRange($before, $Run.Made.Count - $before)
    $made.Reverse()
    foreach ($object in $made) {
        # The object stays in Made, and Remove-HostTestRun tries again.
        try { Remove-HostTestObject -Run $Run -Object $object } catch { Write-Verbose -Message "$($object.Kind) $($object.Id): $($_.Exception.Message)" }
    }
    Write-Verbose -Message "$($Question.Id): $answer $reason"
    $entry = [ordered]@{ id = $Question.Id; question = $Question.Question; answer = $answer }
    if ($reason -ne '') { $entry.reason = $reason }
    $entry.evidence = [string]::Join("`n", $Run.Evidence)
    $entry.milliseconds = $milliseconds
    [pscustomobject]$entry
}
