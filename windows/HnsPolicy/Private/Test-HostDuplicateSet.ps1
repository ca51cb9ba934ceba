function Test-HostDuplicateSet {
    <#
    .SYNOPSIS
        What an Add of a set under an Id that is taken does.
    .PARAMETER Run
        The run.
    .OUTPUTS
        refuse, replace, append (there are two) or ignore.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $id = 'hns-policy-selftest-duplicate'
    Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -RequestType Add -Policies @(New-HostTestSet -Id $id -Values "$($Run.AddressBase).8"))
    $result = Send-HostTestPolicy -Run $Run -RequestType Add -Policies @(New-HostTestSet -Id $id -Values "$($Run.AddressBase).9")
    if (-not $result.Succeeded) { return 'refuse' }
    $values = @(Get-HostTestPolicy -Run $Run -Type SetPolicy | Where-Object { $_.Settings.Id -eq $id } | ForEach-Object { $_.Settings.Values })
    if ($values.Count -ne 1) { return 'append' }
    if ($values[0] -eq "$($Run.AddressBase).9") { 'replace' } else { 'ignore' }
}
