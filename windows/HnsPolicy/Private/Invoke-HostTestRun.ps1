function Invoke-HostTestRun {
    <#
    .SYNOPSIS
        Asks every question.
    .PARAMETER Run
        The run.
    .OUTPUTS
        The entries of the result file.
    #>
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
