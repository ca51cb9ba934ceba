function Test-HostUpdateReplaces {
    <#
    .SYNOPSIS
        What an Update takes away: all policies, those of the types it names, or those and the ACLs.
    .PARAMETER Run
        The run.
    .OUTPUTS
        all, perType or sentTypes.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    # Which policies HNS takes depends on the type of the network; one of these it will.
    $candidates = @(
        [ordered]@{ Type = 'OutBoundNAT'; Settings = [ordered]@{ Exceptions = @($Run.Subnet) } }
        [ordered]@{ Type = 'QOS'; Settings = [ordered]@{ MaximumOutgoingBandwidthInBytes = 1000000000 } }
    )
    $endpoint = $null
    foreach ($other in $candidates) {
        try { $endpoint = New-HostTestEndpoint -Run $Run -Policies @($other) } catch { if ($Run.Hung) { throw } else { continue } }
        if (@(Get-HostTestPolicy -Run $Run -Endpoint $endpoint -Type $other.Type).Count -gt 0) { break }
        $endpoint = $null
    }
    if ($null -eq $endpoint) { throw 'HNS gave the endpoint no policy other than ACLs' }
    Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -Endpoint $endpoint -Policies @(New-HostTestAcl))
    $types = @(Get-HostTestPolicy -Run $Run -Endpoint $endpoint | ForEach-Object { $_.Type })
    if ('ACL' -notin $types) { throw 'the ACL of an Update was not kept' }
    if ($other.Type -notin $types) { return 'all' }
    $result = Send-HostTestPolicy -Run $Run -Endpoint $endpoint -Policies @($other)
    if (-not $result.Succeeded) { throw "it keeps policies of other types; whether an Update without an ACL takes the ACLs is open, such a one is refused: $(Get-HostTestCode -Result $result)" }
    if (@(Get-HostTestPolicy -Run $Run -Endpoint $endpoint -Type ACL).Count -gt 0) { 'sentTypes' } else { 'perType' }
}
