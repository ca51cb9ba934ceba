function Get-SharedAddressFinding {
    <#
    .SYNOPSIS
        Two endpoints of one network with the same address: which of them a packet reaches is decided by nobody knows what.
    .PARAMETER Model
        Of Get-DiagnosticModel.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Model)

    $owners = [ordered]@{}
    foreach ($endpoint in $Model.Endpoints) {
        foreach ($address in $endpoint.Addresses) {
            $place = "$($endpoint.NetworkId) $address"
            if (-not $owners.Contains($place)) { $owners[$place] = @() }
            $owners[$place] = @($owners[$place]) + $endpoint
        }
    }
    foreach ($place in $owners.Keys) {
        $same = @($owners[$place])
        $local = @($same | Where-Object { -not $_.Remote })
        if ($same.Count -lt 2 -or $local.Count -eq 0) { continue }
        $address = $place.Split(' ')[1]
        $detail = @($same | ForEach-Object {
                $state = "state $(Get-DiagnosticStateName -State $_.State)"
                if ($_.Remote) { $state = 'remote' }
                "$(Format-DiagnosticEndpoint -Endpoint $_), $state"
            }) -join '; '
        $common = @{ Evidence = @($same | ForEach-Object { $_.File } | Select-Object -Unique); Subject = @($same | ForEach-Object { $_.Id }); Detail = $detail }
        if ($local.Count -gt 1) {
            New-Finding @common -Severity error -Code 'shared-address' -Title "$(Format-DiagnosticCount $local.Count 'endpoint') share the address $address" -Advice (
                'One of them belongs to a pod that is gone. Find the one that is in use (its namespace in hns/namespaces.json, its sandbox in ' +
                'containers/pods.txt) and remove the other with Remove-HnsEndpoint; until then policies for this address may be enforced on the wrong one.')
        }
        else {
            New-Finding @common -Severity warning -Code 'stale-remote-endpoint' -Title "A remote endpoint has the address $address of a local one" -Advice (
                'The remote endpoint is left over from a pod of another node. kube-proxy should remove it; restarting kube-proxy does.')
        }
    }
}
