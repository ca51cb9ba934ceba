function Assert-HostTestControl {
    <#
    .SYNOPSIS
        Ends the question when not even the connection arrives that the experiment leaves open.
    .PARAMETER Run
        The run.
    .PARAMETER From
        The endpoint that connects.
    .PARAMETER To
        The endpoint that listens.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [psobject] $From,
        [Parameter(Mandatory)] [psobject] $To
    )

    if (-not (Test-HostTestArrival -Run $Run -From $From -To $To -Port $Run.ControlPort)) {
        throw 'the connection that the ACLs leave open did not arrive, so one that is missing proves nothing'
    }
}
