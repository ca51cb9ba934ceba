function Test-HostReadBack {
    <#
    .SYNOPSIS
        Whether an ACL is read back as it was written.
    .PARAMETER Run
        The run.
    .OUTPUTS
        verbatim; normalised (another spelling of the same); changed.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $endpoint = New-HostTestEndpoint -Run $Run
    $sent = [ordered]@{
        Type     = 'ACL'
        Settings = [ordered]@{
            Priority        = 1000
            RemoteAddresses = "$($Run.AddressBase).20/32,$($Run.AddressBase).16/30,$($Run.AddressBase).9"
            LocalPorts      = '443,80'
            Protocols       = '6'
            Direction       = 'In'
            Action          = 'Allow'
            Id              = 'selftest'
        }
    }
    Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -Endpoint $endpoint -Policies @($sent))
    $read = @(Get-HostTestPolicy -Run $Run -Endpoint $endpoint -Type ACL)
    if ($read.Count -ne 1) { throw "one ACL was written and $($read.Count) were read" }
    if ((ConvertTo-HostTestJson -Document $read[0]) -ceq (ConvertTo-HostTestJson -Document $sent)) { return 'verbatim' }
    foreach ($name in $sent.Settings.Keys) {
        $before = ConvertTo-HostTestList -Text ([string]$sent.Settings[$name])
        $after = ConvertTo-HostTestList -Text ([string](Get-HostTestMember -Object $read[0].Settings -Name $name))
        if ($before -cne $after) { return 'changed' }
    }
    'normalised'
}
