function Test-HostNoMatch {
    <#
    .SYNOPSIS
        What becomes of packets that no ACL matches, once the endpoint has an ACL in that direction, or in the other one.
    .PARAMETER Run
        The run.
    .OUTPUTS
        allow; deny (in the direction that has ACLs); denyBoth; or both directions in words where they differ.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $answers = @(
        foreach ($direction in 'In', 'Out') {
            $control = @(New-HostTestControl -Run $Run -Direction $direction)
            # B has the ACL: packets of its direction go to it for In and come from it for Out.
            $pair = New-HostTestPair -Run $Run -B $control
            $ends = @($pair.A, $pair.B)
            if ($direction -eq 'Out') { $ends = @($pair.B, $pair.A) }
            Assert-HostTestControl -Run $Run -From $ends[0] -To $ends[1]
            $same = Test-HostTestArrival -Run $Run -From $ends[0] -To $ends[1]
            $opposite = Test-HostTestArrival -Run $Run -From $ends[1] -To $ends[0]
            if ($same -and $opposite) { 'allow' } elseif ($opposite) { 'deny' } elseif (-not $same) { 'denyBoth' } else { 'denyOpposite' }
            Remove-HostTestPair -Run $Run -Pair $pair
        }
    )
    if ($answers[0] -eq $answers[1]) { $answers[0] } else { "In $($answers[0]), Out $($answers[1])" }
}
