function Test-HostWholeFamilyBlock {
    <#
    .SYNOPSIS
        What the address 0.0.0.0/0 in an ACL matches.
    .PARAMETER Run
        The run.
    .OUTPUTS
        everything or nothing.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $pair = New-HostTestPair -Run $Run -B @(
        (New-HostTestControl -Run $Run)
        (New-HostTestAcl -Fields @{ Id = 'whole'; RemoteAddresses = '0.0.0.0/0' })
        (New-HostTestLastWord -Direction In -Action Block)
        (New-HostTestLastWord -Direction Out)
    )
    Assert-HostTestControl -Run $Run -From $pair.A -To $pair.B
    if (Test-HostTestArrival -Run $Run -From $pair.A -To $pair.B) { 'everything' } else { 'nothing' }
}
