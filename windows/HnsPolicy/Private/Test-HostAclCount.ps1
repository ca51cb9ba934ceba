function Test-HostAclCount {
    <#
    .SYNOPSIS
        How many ACLs an endpoint takes, and how long one Update with so many lasts.
    .PARAMETER Run
        The run.
    .OUTPUTS
        The largest number that was taken, 0 for none; the milliseconds are in the evidence.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $endpoint = New-HostTestEndpoint -Run $Run
    $most = 0
    foreach ($count in $Run.AclCount) {
        # Ports that no two share, so that nothing can be merged.
        $acls = @(for ($i = 0; $i -lt $count; $i++) { New-HostTestAcl -Fields @{ Id = "selftest$i"; LocalPorts = [string](1000 + $i) } })
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $result = Send-HostTestPolicy -Run $Run -Endpoint $endpoint -Policies $acls
        $Run.Evidence.Add("$count ACLs: $($watch.ElapsedMilliseconds) ms")
        if (-not $result.Succeeded) { break }
        if (@(Get-HostTestPolicy -Run $Run -Endpoint $endpoint -Type ACL).Count -ne $count) { break }
        $most = $count
    }
    [string]$most
}
