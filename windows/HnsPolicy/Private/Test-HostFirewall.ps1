function Test-HostFirewall {
    <#
    .SYNOPSIS
        Whether an L2Bridge endpoint whose ACLs were written later also needs Host rules that allow.
    .PARAMETER Run
        The run.
    .OUTPUTS
        open or closed.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    if ($Run.NetworkType -ne 'L2Bridge') { throw 'this is asked of an L2Bridge network' }
    $pair = New-HostTestPair -Run $Run
    if (-not (Test-HostTestArrival -Run $Run -From $pair.A -To $pair.B)) { throw 'no connection arrived before there were ACLs' }
    $switch = @((New-HostTestLastWord -Direction In), (New-HostTestLastWord -Direction Out))
    Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -Endpoint $pair.B -Policies $switch)
    if (Test-HostTestArrival -Run $Run -From $pair.A -To $pair.B) { return 'open' }
    $both = $switch + @((New-HostTestLastWord -Direction In -HostRule), (New-HostTestLastWord -Direction Out -HostRule))
    Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -Endpoint $pair.B -Policies $both)
    if (-not (Test-HostTestArrival -Run $Run -From $pair.A -To $pair.B)) { throw 'ACLs that allow everything, Host rules among them, let nothing arrive' }
    'closed'
}
