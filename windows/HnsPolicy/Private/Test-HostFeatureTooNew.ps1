function Test-HostFeatureTooNew {
    <#
    .SYNOPSIS
        The code for a policy that only a later HNS knows.
    .PARAMETER Run
        The run.
    .OUTPUTS
        The name of the HRESULT, or accepted.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    if ([int]$Run.Version.Major -ge 15) { throw 'this HNS knows every policy that is known here' }
    $policy = [ordered]@{ Type = 'NetworkACL'; Settings = (New-HostTestAcl).Settings }
    Get-HostTestCode -Result (Send-HostTestPolicy -Run $Run -RequestType Add -Policies @($policy))
}
