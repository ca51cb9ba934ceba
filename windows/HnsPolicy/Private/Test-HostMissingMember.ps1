function Test-HostMissingMember {
    <#
    .SYNOPSIS
        The code for a nested set with a member that does not exist.
    .PARAMETER Run
        The run.
    .OUTPUTS
        The name of the HRESULT, or accepted.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $set = New-HostTestSet -Id 'hns-policy-selftest-nested' -Values 'hns-policy-selftest-missing' -Nested
    Get-HostTestCode -Result (Send-HostTestPolicy -Run $Run -RequestType Add -Policies @($set))
}
