function Test-HostInvalidElement {
    <#
    .SYNOPSIS
        What becomes of the valid ACLs of a request that holds an invalid one.
    .PARAMETER Run
        The run.
    .OUTPUTS
        atomic (nothing has changed), partial or accepted.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $endpoint = New-HostTestEndpoint -Run $Run
    Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -Endpoint $endpoint -Policies @(New-HostTestAcl -Fields @{ Id = 'before' }))
    $sent = @((New-HostTestAcl -Fields @{ Id = 'valid'; Priority = 1001 }), (New-HostTestAcl -Fields @{ Id = 'invalid'; RemoteAddresses = 'Any' }))
    $result = Send-HostTestPolicy -Run $Run -Endpoint $endpoint -Policies $sent
    if ($result.Succeeded) { return 'accepted' }
    $ids = [string]::Join(' ', @(Get-HostTestPolicy -Run $Run -Endpoint $endpoint -Type ACL | ForEach-Object { $_.Settings.Id }))
    if ($ids -eq 'before') { 'atomic' } else { 'partial' }
}
