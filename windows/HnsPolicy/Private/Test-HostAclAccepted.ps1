function Test-HostAclAccepted {
    <#
    .SYNOPSIS
        Whether HNS takes an ACL with these fields, and keeps it.
    .PARAMETER Run
        The run.
    .PARAMETER Fields
        That differ from an ACL that every HNS takes.
    .PARAMETER Accepted
        The answer if it does.
    .PARAMETER Refused
        The answer if not.
    .OUTPUTS
        The answer.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Fields,
        [string] $Accepted = 'accept',
        [string] $Refused = 'refuse'
    )

    $endpoint = New-HostTestEndpoint -Run $Run
    $result = Send-HostTestPolicy -Run $Run -Endpoint $endpoint -Policies @(New-HostTestAcl -Fields $Fields)
    if (-not $result.Succeeded) { return $Refused }
    if (@(Get-HostTestPolicy -Run $Run -Endpoint $endpoint -Type ACL).Count -eq 1) { return $Accepted }
    # S_OK is not always true (calico-windows.md 5.3, 30).
    'accepted-but-not-kept'
}
