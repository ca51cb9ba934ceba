# Questions about the effect of ACLs on new connections.
function Get-HostTestTrafficQuestion {
    [CmdletBinding()]
    [OutputType([psobject])]
    param()

    New-HostTestQuestion probe 'Do packets move between two endpoints of the self-test?' -Traffic {
        param($Run)
        try {
            $pair = New-HostTestPair -Run $Run
            foreach ($ends in @($pair.A, $pair.B), @($pair.B, $pair.A)) {
                if (-not (Test-HostTestArrival -Run $Run -From $ends[0] -To $ends[1])) {
                    throw "no connection arrives from $($ends[0].Address) at $($ends[1].Address), although neither endpoint has an ACL"
                }
            }
        } catch {
            $Run.TrafficProblem = $_.Exception.Message
            throw
        }
        'works'
    }
    New-HostTestQuestion acl-enforced 'Are ACLs enforced on this type of network?' -Traffic {
        param($Run)
        $pair = New-HostTestPair -Run $Run -B @(
            (New-HostTestControl -Run $Run)
            (New-HostTestCatchAll -Direction In -Action Block)
            (New-HostTestCatchAll -Direction Out)
        )
        Assert-HostTestControl -Run $Run -From $pair.A -To $pair.B
        if (-not (Test-HostTestArrival -Run $Run -From $pair.A -To $pair.B)) { return 'enforced' }
        $Run.TrafficProblem = 'an ACL that blocks everything had no effect on this network'
        'ignored'
    }
    New-HostTestQuestion no-match 'What happens to packets that match no ACL?' -Traffic {
        param($Run)
        $answers = @(
            foreach ($direction in 'In', 'Out') {
                $control = @(New-HostTestControl -Run $Run -Direction $direction)
                # B has the ACL: packets of its direction go to B for In and come from B for Out.
                $pair = New-HostTestPair -Run $Run -B $control
                $ends = @($pair.A, $pair.B)
                if ($direction -eq 'Out') { $ends = @($pair.B, $pair.A) }
                Assert-HostTestControl -Run $Run -From $ends[0] -To $ends[1]
                $same = Test-HostTestArrival -Run $Run -From $ends[0] -To $ends[1]
                $opposite = Test-HostTestArrival -Run $Run -From $ends[1] -To $ends[0]
                if ($same -and $opposite) { 'allow' } elseif ($opposite) { 'deny' } elseif (-not $same) { 'denyBoth' } else { 'denyOpposite' }
                Remove-HostTestPair -Run $Run -Pair $pair
            }
        )
        if ($answers[0] -eq $answers[1]) { $answers[0] } else { "In $($answers[0]), Out $($answers[1])" }
    }
    New-HostTestQuestion host-firewall 'Does an L2Bridge endpoint also need Host rules?' -Traffic {
        param($Run)
        if ($Run.NetworkType -ne 'L2Bridge') { throw 'this question applies only to L2Bridge networks' }
        $pair = New-HostTestPair -Run $Run
        if (-not (Test-HostTestArrival -Run $Run -From $pair.A -To $pair.B)) { throw 'no connection arrived before there were ACLs' }
        $switch = @((New-HostTestCatchAll -Direction In), (New-HostTestCatchAll -Direction Out))
        Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -Endpoint $pair.B -Policies $switch)
        if (Test-HostTestArrival -Run $Run -From $pair.A -To $pair.B) { return 'open' }
        $both = $switch + @((New-HostTestCatchAll -Direction In -HostRule), (New-HostTestCatchAll -Direction Out -HostRule))
        Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -Endpoint $pair.B -Policies $both)
        if (-not (Test-HostTestArrival -Run $Run -From $pair.A -To $pair.B)) {
            throw 'no connection arrived, although Switch and Host rules allow everything'
        }
        'closed'
    }
    New-HostTestQuestion tie-break 'Which action wins at the same priority?' -Traffic {
        param($Run)
        $allow = New-HostTestAcl -Fields @{ Id = 'allow'; LocalPorts = [string]$Run.Port }
        $block = New-HostTestAcl -Fields @{ Id = 'block'; LocalPorts = [string]$Run.Port; Action = 'Block' }
        $arrived = @(
            foreach ($order in @($allow, $block), @($block, $allow)) {
                $pair = New-HostTestPair -Run $Run -B @((New-HostTestControl -Run $Run), $order[0], $order[1], (New-HostTestCatchAll -Direction Out))
                Assert-HostTestControl -Run $Run -From $pair.A -To $pair.B
                Test-HostTestArrival -Run $Run -From $pair.A -To $pair.B
                Remove-HostTestPair -Run $Run -Pair $pair
            }
        )
        if ($arrived[0] -and $arrived[1]) { 'allow-wins' } elseif ($arrived[0]) { 'first-wins' } elseif ($arrived[1]) { 'last-wins' } else { 'block-wins' }
    }
    New-HostTestQuestion whole-family-block 'What does the address 0.0.0.0/0 match?' -Traffic {
        param($Run)
        $pair = New-HostTestPair -Run $Run -B @(
            (New-HostTestControl -Run $Run)
            (New-HostTestAcl -Fields @{ Id = 'whole'; RemoteAddresses = '0.0.0.0/0' })
            (New-HostTestCatchAll -Direction In -Action Block)
            (New-HostTestCatchAll -Direction Out)
        )
        Assert-HostTestControl -Run $Run -From $pair.A -To $pair.B
        if (Test-HostTestArrival -Run $Run -From $pair.A -To $pair.B) { 'everything' } else { 'nothing' }
    }
    New-HostTestQuestion set-sides 'Which side does a set match in an In ACL?' -Since 13.0 -Traffic {
        param($Run)
        $id = 'hns-policy-selftest-side'
        # The connecting endpoint always has this address.
        $set = New-HostTestSet -Id $id -Values "$($Run.AddressBase).10"
        Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -RequestType Add -Policies @($set))
        foreach ($field in 'RemoteAddresses', 'LocalAddresses') {
            $pair = New-HostTestPair -Run $Run -B @(
                (New-HostTestControl -Run $Run)
                (New-HostTestAcl -Fields @{ Id = 'set'; Action = 'Block'; $field = $id })
                (New-HostTestCatchAll -Direction In)
                (New-HostTestCatchAll -Direction Out)
            )
            Assert-HostTestControl -Run $Run -From $pair.A -To $pair.B
            if (-not (Test-HostTestArrival -Run $Run -From $pair.A -To $pair.B)) {
                return @{ RemoteAddresses = 'localRemote'; LocalAddresses = 'sourceDestination' }[$field]
            }
            Remove-HostTestPair -Run $Run -Pair $pair
        }
        throw 'a Block ACL with the set of the source had no effect on either side'
    }
    New-HostTestQuestion neighbour-discovery 'Do ACLs apply to neighbour discovery?' -Since '11.10' -Traffic {
        param($Run)
        if (-not $Run.HasIpv6) { throw 'HNS created no network with an IPv6 subnet' }
        $discovery = New-HostTestAcl -Fields @{ Id = 'neighbours'; Protocols = '58'; Priority = 999 }
        $closed = @((New-HostTestAcl -Fields @{ Id = 'tcp' }), (New-HostTestCatchAll -Direction In -Action Block), (New-HostTestCatchAll -Direction Out))
        # Each pair is new, so that no end remembers the other.
        $arrived = @(
            foreach ($acls in @(), $closed, (@($discovery) + $closed)) {
                $pair = New-HostTestPair -Run $Run -B $acls -Ipv6
                Test-HostTestArrival -Run $Run -From (Get-HostTestIpv6End -Endpoint $pair.A) -To (Get-HostTestIpv6End -Endpoint $pair.B)
                Remove-HostTestPair -Run $Run -Pair $pair
            }
        )
        if (-not $arrived[0]) { throw 'no connection over IPv6 arrived before there were ACLs' }
        if ($arrived[1]) { return 'exempt' }
        if (-not $arrived[2]) { throw 'no connection over IPv6 arrived, although ACLs allow it and ICMPv6' }
        'filtered'
    }
}
