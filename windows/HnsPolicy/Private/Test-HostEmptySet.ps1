function Test-HostEmptySet {
    <#
    .SYNOPSIS
        Whether a set may have no values.
    .PARAMETER Run
        The run.
    .OUTPUTS
        accept or refuse.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $result = Send-HostTestPolicy -Run $Run -RequestType Add -Policies @(New-HostTestSet -Id 'hns-policy-selftest-empty' -Values '')
    if ($result.Succeeded) { 'accept' } else { 'refuse' }
}
