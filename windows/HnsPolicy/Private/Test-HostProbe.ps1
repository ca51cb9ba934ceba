function Test-HostProbe {
    <#
    .SYNOPSIS
        Whether packets move between two endpoints without ACLs. Where they do not, nothing can be learned from them.
    .PARAMETER Run
        The run.
    .OUTPUTS
        works.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    try {
        $pair = New-HostTestPair -Run $Run
        foreach ($ends in @($pair.A, $pair.B), @($pair.B, $pair.A)) {
            if (-not (Test-HostTestArrival -Run $Run -From $ends[0] -To $ends[1])) {
                throw "no connection arrives from $($ends[0].Address) at $($ends[1].Address), although neither endpoint has an ACL"
            }
        }
    } catch {
        $Run.TrafficProblem = $_.Exception.Message
        throw
    }
    'works'
}
