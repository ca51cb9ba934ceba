function Test-HostUpdateGap {
    <#
    .SYNOPSIS
        Whether connections that the ACLs block before and after an Update get through while it is under way.
    .PARAMETER Run
        The run.
    .OUTPUTS
        gap or no-gap-seen; how many connections were tried is in the evidence.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $acls = @((New-HostTestControl -Run $Run), (New-HostTestLastWord -Direction In -Action Block), (New-HostTestLastWord -Direction Out))
    $more = New-HostTestAcl -Fields @{ Id = 'unrelated'; RemoteAddresses = "$($Run.AddressBase).250"; LocalPorts = '9' }
    $pair = New-HostTestPair -Run $Run -B $acls
    Assert-HostTestControl -Run $Run -From $pair.A -To $pair.B
    $updates = {
        for ($i = 0; $i -lt 10; $i++) {
            foreach ($list in ($acls + $more), $acls) {
                Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -Endpoint $pair.B -Policies $list)
            }
        }
    }
    $request = @{
        Operation = 'Watch'; From = $pair.A; To = $pair.B; Port = $Run.Port; Address = $pair.B.Address; TargetPort = $Run.Port; While = $updates
    }
    $seen = Invoke-HostTestProbe -Run $Run -Request $request
    if ($seen.Attempts -eq 0) { throw 'no connection was tried while the Updates were under way' }
    if ($seen.Arrived -gt 0) { 'gap' } else { 'no-gap-seen' }
}
