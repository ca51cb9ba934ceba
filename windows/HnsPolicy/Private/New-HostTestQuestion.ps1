function New-HostTestQuestion {
    <#
    .SYNOPSIS
        One row of the table of questions.
    .PARAMETER Id
        Of the question, as in src/simulator/hns/host-questions.ts and docs/real-host.md.
    .PARAMETER Question
        For people.
    .PARAMETER Function
        That finds the answer.
    .PARAMETER Parameters
        For the function, besides the run.
    .PARAMETER Since
        HNS version from which the question makes sense.
    .PARAMETER Traffic
        It needs packets.
    .OUTPUTS
        The question.
    #>
    [CmdletBinding()]
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Id,
        [Parameter(Mandatory, Position = 1)] [string] $Question,
        [Parameter(Mandatory, Position = 2)] [string] $Function,
        [Parameter(Position = 3)] [System.Collections.IDictionary] $Parameters = @{},
        [string] $Since = '',
        [switch] $Traffic
    )

    [pscustomobject]@{
        Id = $Id; Question = $Question; Function = $Function; Parameters = [hashtable]$Parameters; Since = $Since; Traffic = [bool]$Traffic
    }
}
