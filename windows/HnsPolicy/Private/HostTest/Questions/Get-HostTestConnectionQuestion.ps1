# Questions about Services and about connections during an Update.
function Get-HostTestConnectionQuestion {
    [CmdletBinding()]
    [OutputType([psobject])]
    param()

    New-HostTestQuestion service-address 'Which destination does an Out ACL match for a connection to a Service with DSR?' -Traffic {
        param($Run)
        $pair = New-HostTestPair -Run $Run
        $service = @{ Address = $Run.ServiceAddress; TargetPort = 8090 }
        $document = [ordered]@{
            References = @("/endpoints/$($pair.B.Id)")
            Policies   = @([ordered]@{ Type = 'ELB'; VIPs = @($service.Address); Protocol = 6; InternalPort = $Run.Port; ExternalPort = $service.TargetPort; IsDSR = $true })
        }
        # Cleanup removes it before the endpoints it refers to.
        $balancer = [pscustomobject]@{ Kind = 'PolicyList'; Id = $pair.B.Id; Name = "load balancer of $($pair.B.Name)" }
        $Run.Made.Add($balancer)
        $request = @{ Name = 'HNSCall'; Id = 'POST /policylists/'; Document = ConvertTo-HostTestJson -Document $document }
        $result = Invoke-HostTestCall -Run $Run @request
        if (-not $result.Succeeded -or -not (Get-HostTestMember -Object (ConvertFrom-Json -InputObject $result.Text) -Name Success)) {
            $null = $Run.Made.Remove($balancer)
            throw "HNS created no load balancer: $(Format-HostTestResult -Result $result)"
        }
        if (-not (Test-HostTestArrival -Run $Run -From $pair.A -To $pair.B @service)) { throw 'no connection to the Service arrived before there were ACLs' }
        $open = @(Get-HostTestOpenAcl)
        $blocked = @(
            foreach ($address in $service.Address, $pair.B.Address) {
                # Another Id for each, because HNS may keep an ACL with the same Id.
                $block = New-HostTestAcl -Fields @{ Id = "block-$address"; Direction = 'Out'; Action = 'Block'; Protocols = $null; RemoteAddresses = $address }
                Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -Endpoint $pair.A -Policies (@($block) + $open))
                -not (Test-HostTestArrival -Run $Run -From $pair.A -To $pair.B @service)
            }
        )
        if ($blocked[0] -and $blocked[1]) { 'both' } elseif ($blocked[0]) { 'service-address' } elseif ($blocked[1]) { 'backend-address' } else { 'neither' }
    }
    New-HostTestQuestion update-resets-connections 'Does a connection survive an Update that adds an unrelated ACL?' -Traffic {
        param($Run)
        $pair = New-HostTestPair -Run $Run
        $acls = @(Get-HostTestOpenAcl)
        Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -Endpoint $pair.B -Policies $acls)
        $open = @{ Operation = 'Open'; From = $pair.A; To = $pair.B; Port = $Run.Port; Address = $pair.B.Address; TargetPort = $Run.Port }
        $connection = Invoke-HostTestProbe -Run $Run -Request $open
        try {
            if (-not (Invoke-HostTestProbe -Run $Run -Request @{ Operation = 'Use'; Connection = $connection })) { throw 'a new connection transfers no data' }
            $more = New-HostTestAcl -Fields @{ Id = 'unrelated'; RemoteAddresses = "$($Run.AddressBase).250"; LocalPorts = '9' }
            Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -Endpoint $pair.B -Policies ($acls + $more))
            if (Invoke-HostTestProbe -Run $Run -Request @{ Operation = 'Use'; Connection = $connection }) { 'kept' } else { 'reset' }
        } finally {
            $null = Invoke-HostTestProbe -Run $Run -Request @{ Operation = 'Close'; Connection = $connection }
        }
    }
    New-HostTestQuestion update-gap 'Do blocked connections pass during an Update?' -Traffic {
        param($Run)
        $acls = @((New-HostTestControl -Run $Run), (New-HostTestCatchAll -Direction In -Action Block), (New-HostTestCatchAll -Direction Out))
        $more = New-HostTestAcl -Fields @{ Id = 'unrelated'; RemoteAddresses = "$($Run.AddressBase).250"; LocalPorts = '9' }
        $pair = New-HostTestPair -Run $Run -B $acls
        Assert-HostTestControl -Run $Run -From $pair.A -To $pair.B
        $updates = {
            for ($i = 0; $i -lt 10; $i++) {
                foreach ($list in ($acls + $more), $acls) {
                    Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -Endpoint $pair.B -Policies $list)
                }
            }
        }
        $request = @{
            Operation = 'Watch'; From = $pair.A; To = $pair.B; Port = $Run.Port; Address = $pair.B.Address; TargetPort = $Run.Port; While = $updates
        }
        $seen = Invoke-HostTestProbe -Run $Run -Request $request
        if ($seen.Attempts -eq 0) { throw 'no connection was attempted during the Updates' }
        if ($seen.Arrived -gt 0) { 'gap' } else { 'no-gap-seen' }
    }
}

# Catch-all ACLs that allow everything in both stages.
function Get-HostTestOpenAcl {
    [CmdletBinding()]
    [OutputType([System.Collections.Specialized.OrderedDictionary])]
    param()

    foreach ($direction in 'In', 'Out') { New-HostTestCatchAll -Direction $direction }
    foreach ($direction in 'In', 'Out') { New-HostTestCatchAll -Direction $direction -HostRule }
}
