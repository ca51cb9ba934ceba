function Test-HostAclEnforced {
    <#
    .SYNOPSIS
        Whether an ACL that blocks has an effect on this type of network.
    .PARAMETER Run
        The run.
    .OUTPUTS
        enforced or ignored.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $pair = New-HostTestPair -Run $Run -B @(
        (New-HostTestControl -Run $Run)
        (New-HostTestLastWord -Direction In -Action Block)
        (New-HostTestLastWord -Direction Out)
    )
    Assert-HostTestControl -Run $Run -From $pair.A -To $pair.B
    if (-not (Test-HostTestArrival -Run $Run -From $pair.A -To $pair.B)) { return 'enforced' }
    $Run.TrafficProblem = 'an ACL that blocks everything blocked nothing on this network'
    'ignored'
}
