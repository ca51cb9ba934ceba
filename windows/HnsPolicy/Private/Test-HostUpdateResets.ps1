function Test-HostUpdateResets {
    <#
    .SYNOPSIS
        Whether a connection survives an Update that adds an ACL which has nothing to do with it.
    .PARAMETER Run
        The run.
    .OUTPUTS
        kept or reset.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $pair = New-HostTestPair -Run $Run
    $acls = @(
        (New-HostTestLastWord -Direction In), (New-HostTestLastWord -Direction Out)
        (New-HostTestLastWord -Direction In -HostRule), (New-HostTestLastWord -Direction Out -HostRule)
    )
    Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -Endpoint $pair.B -Policies $acls)
    $open = @{ Operation = 'Open'; From = $pair.A; To = $pair.B; Port = $Run.Port; Address = $pair.B.Address; TargetPort = $Run.Port }
    $connection = Invoke-HostTestProbe -Run $Run -Request $open
    try {
        if (-not (Invoke-HostTestProbe -Run $Run -Request @{ Operation = 'Use'; Connection = $connection })) { throw 'a new connection carries nothing' }
        $more = New-HostTestAcl -Fields @{ Id = 'unrelated'; RemoteAddresses = "$($Run.AddressBase).250"; LocalPorts = '9' }
        Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -Endpoint $pair.B -Policies ($acls + $more))
        if (Invoke-HostTestProbe -Run $Run -Request @{ Operation = 'Use'; Connection = $connection }) { 'kept' } else { 'reset' }
    } finally {
        $null = Invoke-HostTestProbe -Run $Run -Request @{ Operation = 'Close'; Connection = $connection }
    }
}
