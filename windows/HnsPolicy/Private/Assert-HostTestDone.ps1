function Assert-HostTestDone {
    <#
    .SYNOPSIS
        Ends the question with a reason when a step that it builds on was refused.
    .PARAMETER Result
        Of the step.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [psobject] $Result)

    if (-not $Result.Succeeded) { throw "a step before the question was refused: $(Format-HostTestResult -Result $Result)" }
}
