function Test-HostServiceAddress {
    <#
    .SYNOPSIS
        Which destination an Out ACL sees of a connection to a Service's address: the Service's, or that of the endpoint behind it.
    .PARAMETER Run
        The run.
    .OUTPUTS
        service-address, backend-address, both or neither.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $pair = New-HostTestPair -Run $Run
    $service = @{ Address = "$($Run.AddressBase).200"; TargetPort = 8090 }
    $document = [ordered]@{
        References = @("/endpoints/$($pair.B.Id)")
        Policies   = @([ordered]@{ Type = 'ELB'; VIPs = @($service.Address); Protocol = 6; InternalPort = $Run.Port; ExternalPort = $service.TargetPort })
    }
    # Removed before the endpoints it leads to.
    $balancer = [pscustomobject]@{ Kind = 'PolicyList'; Id = $pair.B.Id; Name = "load balancer of $($pair.B.Name)" }
    $Run.Made.Add($balancer)
    $request = @{ Name = 'HNSCall'; Id = 'POST /policylists/'; Document = ConvertTo-HostTestJson -Document $document }
    $result = Invoke-HostTestCall -Run $Run @request
    if (-not $result.Succeeded -or -not (Get-HostTestMember -Object (ConvertFrom-Json -InputObject $result.Text) -Name Success)) {
        $null = $Run.Made.Remove($balancer)
        throw "HNS made no load balancer: $(Format-HostTestResult -Result $result)"
    }
    if (-not (Test-HostTestArrival -Run $Run -From $pair.A -To $pair.B @service)) { throw 'no connection to the Service arrived before there were ACLs' }
    $last = @(
        (New-HostTestLastWord -Direction In), (New-HostTestLastWord -Direction Out)
        (New-HostTestLastWord -Direction In -HostRule), (New-HostTestLastWord -Direction Out -HostRule)
    )
    $blocked = @(
        foreach ($address in $service.Address, $pair.B.Address) {
            $block = New-HostTestAcl -Fields @{ Id = 'block'; Direction = 'Out'; Action = 'Block'; Protocols = $null; RemoteAddresses = $address }
            Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -Endpoint $pair.A -Policies (@($block) + $last))
            -not (Test-HostTestArrival -Run $Run -From $pair.A -To $pair.B @service)
        }
    )
    if ($blocked[0] -and $blocked[1]) { 'both' } elseif ($blocked[0]) { 'service-address' } elseif ($blocked[1]) { 'backend-address' } else { 'neither' }
}
