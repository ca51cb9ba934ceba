function Remove-HostTestPair {
    <#
    .SYNOPSIS
        Removes the endpoints of an experiment, so that the same question can make others with their addresses.
    .PARAMETER Run
        The run.
    .PARAMETER Pair
        From New-HostTestPair.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [psobject] $Pair
    )

    foreach ($endpoint in $Pair.B, $Pair.A) { Remove-HostTestObject -Run $Run -Object $endpoint }
}
