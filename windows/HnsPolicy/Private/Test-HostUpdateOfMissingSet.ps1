function Test-HostUpdateOfMissingSet {
    <#
    .SYNOPSIS
        What an Update of a set that does not exist does.
    .PARAMETER Run
        The run.
    .OUTPUTS
        skip, refuse or create.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $id = 'hns-policy-selftest-updated'
    $result = Send-HostTestPolicy -Run $Run -RequestType Update -Policies @(New-HostTestSet -Id $id -Values "$($Run.AddressBase).8")
    if (-not $result.Succeeded) { return 'refuse' }
    if (@(Get-HostTestPolicy -Run $Run -Type SetPolicy | Where-Object { $_.Settings.Id -eq $id }).Count -eq 0) { 'skip' } else { 'create' }
}
