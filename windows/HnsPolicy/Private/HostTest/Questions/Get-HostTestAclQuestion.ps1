# Questions about adding, removing and reading ACLs.
function Get-HostTestAclQuestion {
    [CmdletBinding()]
    [OutputType([psobject])]
    param()

    New-HostTestQuestion duplicate-add 'What does an Add of an existing ACL do?' {
        param($Run)
        $endpoint = New-HostTestEndpoint -Run $Run
        $acl = New-HostTestAcl
        Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -Endpoint $endpoint -RequestType Add -Policies @($acl))
        $result = Send-HostTestPolicy -Run $Run -Endpoint $endpoint -RequestType Add -Policies @($acl)
        if (-not $result.Succeeded) { return 'refuse' }
        if (@(Get-HostTestPolicy -Run $Run -Endpoint $endpoint -Type ACL).Count -gt 1) { 'append' } else { 'ignore' }
    }
    New-HostTestQuestion remove 'Does Remove delete the ACL that it names?' {
        param($Run)
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
    New-HostTestQuestion remove-missing 'What is the code for Remove of a missing ACL?' {
        param($Run)
        $endpoint = New-HostTestEndpoint -Run $Run
        Get-HostTestCode -Result (Send-HostTestPolicy -Run $Run -Endpoint $endpoint -RequestType Remove -Policies @(New-HostTestAcl))
    }
    New-HostTestQuestion refresh 'What does Refresh do?' {
        param($Run)
        $endpoint = New-HostTestEndpoint -Run $Run
        Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -Endpoint $endpoint -Policies @(New-HostTestAcl))
        $before = ConvertTo-HostTestJson -Document @(Get-HostTestPolicy -Run $Run -Endpoint $endpoint)
        $result = Send-HostTestPolicy -Run $Run -Endpoint $endpoint -RequestType Refresh -Policies @(New-HostTestAcl -Fields @{ Id = 'other' })
        if (-not $result.Succeeded) { return 'refuse' }
        $after = ConvertTo-HostTestJson -Document @(Get-HostTestPolicy -Run $Run -Endpoint $endpoint)
        if ($after -ceq $before) { 'unchanged' } else { 'changed' }
    }
    New-HostTestQuestion reset 'What is the code for Reset?' {
        param($Run)
        $endpoint = New-HostTestEndpoint -Run $Run
        Get-HostTestCode -Result (Send-HostTestPolicy -Run $Run -Endpoint $endpoint -RequestType Reset -Policies @(New-HostTestAcl))
    }
    New-HostTestQuestion invalid-element 'What happens to the valid ACLs of a request with an invalid one?' {
        param($Run)
        $endpoint = New-HostTestEndpoint -Run $Run
        Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -Endpoint $endpoint -Policies @(New-HostTestAcl -Fields @{ Id = 'before' }))
        $sent = @((New-HostTestAcl -Fields @{ Id = 'valid'; Priority = 1001 }), (New-HostTestAcl -Fields @{ Id = 'invalid'; RemoteAddresses = 'Any' }))
        $result = Send-HostTestPolicy -Run $Run -Endpoint $endpoint -Policies $sent
        if ($result.Succeeded) { return 'accepted' }
        $ids = [string]::Join(' ', @(Get-HostTestPolicy -Run $Run -Endpoint $endpoint -Type ACL | ForEach-Object { $_.Settings.Id }))
        if ($ids -eq 'before') { 'atomic' } else { 'partial' }
    }
    New-HostTestQuestion read-back 'Does HNS return an ACL as it was written?' {
        param($Run)
        $endpoint = New-HostTestEndpoint -Run $Run
        $sent = [ordered]@{
            Type     = 'ACL'
            Settings = [ordered]@{
                Priority        = 1000
                RemoteAddresses = "$($Run.AddressBase).20/32,$($Run.AddressBase).16/30,$($Run.AddressBase).9"
                LocalPorts      = '443,80'
                Protocols       = '6'
                Direction       = 'In'
                Action          = 'Allow'
                Id              = 'selftest'
            }
        }
        Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -Endpoint $endpoint -Policies @($sent))
        $read = @(Get-HostTestPolicy -Run $Run -Endpoint $endpoint -Type ACL)
        if ($read.Count -ne 1) { throw "one ACL was written and $($read.Count) were read" }
        if ((ConvertTo-HostTestJson -Document $read[0]) -ceq (ConvertTo-HostTestJson -Document $sent)) { return 'verbatim' }
        foreach ($name in $sent.Settings.Keys) {
            $before = ConvertTo-HostTestList -Text ([string]$sent.Settings[$name])
            $after = ConvertTo-HostTestList -Text ([string](Get-HostTestMember -Object $read[0].Settings -Name $name))
            if ($before -cne $after) { return 'changed' }
        }
        'normalised'
    }
    New-HostTestQuestion remote-endpoint 'What is the code for an ACL on a remote endpoint?' {
        param($Run)
        $endpoint = New-HostTestEndpoint -Run $Run -Flags 1 -Unattached
        Get-HostTestCode -Result (Send-HostTestPolicy -Run $Run -Endpoint $endpoint -Policies @(New-HostTestAcl))
    }
    New-HostTestQuestion acl-count 'How many ACLs does an endpoint accept, and how long does it take?' {
        param($Run)
        $endpoint = New-HostTestEndpoint -Run $Run
        $most = 0
        foreach ($count in $Run.AclCount) {
            # HNS cannot merge these ACLs, because their ports differ.
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
}

# Returns the same text for lists with the same meaning.
function ConvertTo-HostTestList {
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Text)

    $entries = [string[]]@($Text.Split(',') | ForEach-Object { $_ -replace '/32$', '' -replace '^(\d+)-\1$', '$1' })
    [System.Array]::Sort($entries, [System.StringComparer]::Ordinal)
    [string]::Join(',', $entries)
}
