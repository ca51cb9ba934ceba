# If two endpoints of one network share an address, it is undefined which of them receives a packet.
function Get-SharedAddressFinding {
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
            New-Finding @common -Severity error -Code 'shared-address' -Title "$(Format-DiagnosticCount $local.Count 'endpoint') have the address $address" -Advice (
                'One of them belongs to a deleted pod. Find the one in use (its namespace in hns/namespaces.json, its sandbox in ' +
                'containers/pods.txt) and remove the other with Remove-HnsEndpoint. Until then, policies for this address may be enforced on the wrong one.')
        }
        else {
            New-Finding @common -Severity warning -Code 'stale-remote-endpoint' -Title "A remote endpoint has the address $address of a local one" -Advice (
                'The remote endpoint is left over from a pod on another node. kube-proxy should remove it. If it does not, restart kube-proxy.')
        }
    }
}
