# Questions about features of later HNS versions: named address sets and network ACLs.
function Get-HostTestSetQuestion {
    [CmdletBinding()]
    [OutputType([psobject])]
    param()

    New-HostTestQuestion feature-too-new 'What is the code for a policy that requires a later HNS?' {
        param($Run)
        if ([int]$Run.Version.Major -ge 15) { throw 'this HNS supports every policy of the self-test' }
        $policy = [ordered]@{ Type = 'NetworkACL'; Settings = (New-HostTestAcl).Settings }
        Get-HostTestCode -Result (Send-HostTestPolicy -Run $Run -RequestType Add -Policies @($policy))
    }
    New-HostTestQuestion missing-set 'What is the code for an ACL with a missing set?' -Since 13.0 {
        param($Run)
        $endpoint = New-HostTestEndpoint -Run $Run
        $acl = New-HostTestAcl -Fields @{ RemoteAddresses = 'hns-policy-selftest-missing' }
        Get-HostTestCode -Result (Send-HostTestPolicy -Run $Run -Endpoint $endpoint -Policies @($acl))
    }
    New-HostTestQuestion duplicate-set 'What does an Add of an existing set do?' -Since 13.0 {
        param($Run)
        $id = 'hns-policy-selftest-duplicate'
        Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -RequestType Add -Policies @(New-HostTestSet -Id $id -Values "$($Run.AddressBase).8"))
        $result = Send-HostTestPolicy -Run $Run -RequestType Add -Policies @(New-HostTestSet -Id $id -Values "$($Run.AddressBase).9")
        if (-not $result.Succeeded) { return 'refuse' }
        $values = @(Get-HostTestPolicy -Run $Run -Type SetPolicy | Where-Object { $_.Settings.Id -eq $id } | ForEach-Object { $_.Settings.Values })
        if ($values.Count -ne 1) { return 'append' }
        if ($values[0] -eq "$($Run.AddressBase).9") { 'replace' } else { 'ignore' }
    }
    New-HostTestQuestion update-of-missing-set 'What does an Update of a missing set do?' -Since 13.0 {
        param($Run)
        $id = 'hns-policy-selftest-updated'
        $result = Send-HostTestPolicy -Run $Run -RequestType Update -Policies @(New-HostTestSet -Id $id -Values "$($Run.AddressBase).8")
        if (-not $result.Succeeded) { return 'refuse' }
        if (@(Get-HostTestPolicy -Run $Run -Type SetPolicy | Where-Object { $_.Settings.Id -eq $id }).Count -eq 0) { 'skip' } else { 'create' }
    }
    New-HostTestQuestion empty-set 'May a set be empty?' -Since 13.0 {
        param($Run)
        $result = Send-HostTestPolicy -Run $Run -RequestType Add -Policies @(New-HostTestSet -Id 'hns-policy-selftest-empty' -Values '')
        if ($result.Succeeded) { 'accept' } else { 'refuse' }
    }
    New-HostTestQuestion set-in-use 'What is the code for removing a set that an ACL names?' -Since 13.0 {
        param($Run)
        $set = New-HostTestSet -Id 'hns-policy-selftest-used' -Values "$($Run.AddressBase).8"
        Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -RequestType Add -Policies @($set))
        $endpoint = New-HostTestEndpoint -Run $Run
        $acl = New-HostTestAcl -Fields @{ RemoteAddresses = 'hns-policy-selftest-used' }
        Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -Endpoint $endpoint -Policies @($acl))
        Get-HostTestCode -Result (Send-HostTestPolicy -Run $Run -RequestType Remove -Policies @($set))
    }
    New-HostTestQuestion missing-member 'What is the code for a nested set with a missing member?' -Since 15.0 {
        param($Run)
        $set = New-HostTestSet -Id 'hns-policy-selftest-nested' -Values 'hns-policy-selftest-missing' -Nested
        Get-HostTestCode -Result (Send-HostTestPolicy -Run $Run -RequestType Add -Policies @($set))
    }
}
