function Test-HostTieBreak {
    <#
    .SYNOPSIS
        Which of two actions wins at one priority.
    .PARAMETER Run
        The run.
    .OUTPUTS
        block-wins, allow-wins, first-wins or last-wins.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $allow = New-HostTestAcl -Fields @{ Id = 'allow'; LocalPorts = [string]$Run.Port }
    $block = New-HostTestAcl -Fields @{ Id = 'block'; LocalPorts = [string]$Run.Port; Action = 'Block' }
    $arrived = @(
        foreach ($order in @($allow, $block), @($block, $allow)) {
            $pair = New-HostTestPair -Run $Run -B @((New-HostTestControl -Run $Run), $order[0], $order[1], (New-HostTestLastWord -Direction Out))
            Assert-HostTestControl -Run $Run -From $pair.A -To $pair.B
            Test-HostTestArrival -Run $Run -From $pair.A -To $pair.B
            Remove-HostTestPair -Run $Run -Pair $pair
        }
    )
    if ($arrived[0] -and $arrived[1]) { 'allow-wins' } elseif ($arrived[0]) { 'first-wins' } elseif ($arrived[1]) { 'last-wins' } else { 'block-wins' }
}
