function Test-HostRemove {
    <#
    .SYNOPSIS
        Whether Remove takes the ACL that it names and no other.
    .PARAMETER Run
        The run.
    .OUTPUTS
        exact, buggy (S_OK and nothing is gone), refuse, or what else it removed.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $endpoint = New-HostTestEndpoint -Run $Run
    $acls = @((New-HostTestAcl -Fields @{ Id = 'first' }), (New-HostTestAcl -Fields @{ Id = 'second'; Priority = 1001 }))
    Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -Endpoint $endpoint -Policies $acls)
    $result = Send-HostTestPolicy -Run $Run -Endpoint $endpoint -RequestType Remove -Policies @($acls[0])
    if (-not $result.Succeeded) { return 'refuse' }
    $ids = [string]::Join(' ', @(Get-HostTestPolicy -Run $Run -Endpoint $endpoint -Type ACL | ForEach-Object { $_.Settings.Id } | Sort-Object))
    switch ($ids) {
        'second' { 'exact' }
        'first second' { 'buggy' }
        '' { 'removes-all' }
        default { "leaves $ids" }
    }
}
