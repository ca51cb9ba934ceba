# Questions about requests that replace policies, also in unusual forms.
function Get-HostTestUpdateQuestion {
    [CmdletBinding()]
    [OutputType([psobject])]
    param()

    New-HostTestQuestion update-replaces 'Which policies does an Update remove?' {
        param($Run)
        # The type of the network determines which policies HNS accepts. It will accept one of these.
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
        if (-not $result.Succeeded) {
            throw "it keeps policies of other types, but rejects an Update without an ACL, so its effect on ACLs is unknown: $(Get-HostTestCode -Result $result)"
        }
        if (@(Get-HostTestPolicy -Run $Run -Endpoint $endpoint -Type ACL).Count -gt 0) { 'sentTypes' } else { 'perType' }
    }
    New-HostTestQuestion same-id-update 'Does an Update replace an ACL by another one with the same Id?' {
        param($Run)
        $endpoint = New-HostTestEndpoint -Run $Run
        foreach ($port in '80', '81') {
            $acl = New-HostTestAcl -Fields @{ LocalPorts = $port }
            Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -Endpoint $endpoint -Policies @($acl))
        }
        $ports = @(Get-HostTestPolicy -Run $Run -Endpoint $endpoint -Type ACL | ForEach-Object { [string]$_.Settings.LocalPorts })
        if (($ports -join ' ') -eq '81') { 'replaced' } elseif (($ports -join ' ') -eq '80') { 'kept' } else { "ports $($ports -join ' ')" }
    }
    New-HostTestQuestion empty-update 'What does an Update with Policies [] do?' ${function:Test-HostEmptyUpdate} @{ Settings = @{ Policies = @() } }
    New-HostTestQuestion empty-object-update 'What does an Update with Policies [{}] do?' ${function:Test-HostEmptyUpdate} @{ Settings = @{ Policies = @(@{}) } }
    New-HostTestQuestion no-policies-update 'What does an Update without Policies do?' ${function:Test-HostEmptyUpdate} @{ Settings = @{} }
    New-HostTestQuestion missing-request-type 'What does a request without RequestType mean?' ${function:Test-HostRequestForm} @{
        Envelope = @{ ResourceType = 'Policy' }; Added = 'first'
    }
    New-HostTestQuestion numeric-request 'May ResourceType and RequestType be numbers?' ${function:Test-HostRequestForm} @{
        Envelope = [ordered]@{ ResourceType = 1; RequestType = 2 }; Replaced = 'accept'
    }
}

function Test-HostEmptyUpdate {
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Settings
    )

    $endpoint = New-HostTestEndpoint -Run $Run
    Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -Endpoint $endpoint -Policies @(New-HostTestAcl))
    $request = [ordered]@{ ResourceType = 'Policy'; RequestType = 'Update'; Settings = $Settings }
    $result = Send-HostTestRequest -Run $Run -Endpoint $endpoint -Document $request
    if (-not $result.Succeeded) { return 'refuse' }
    if (@(Get-HostTestPolicy -Run $Run -Endpoint $endpoint -Type ACL).Count -eq 0) { 'clear' } else { 'ignore' }
}

# Sends a second ACL. Added is the answer if HNS now has both ACLs, and Replaced if it has only the second one.
function Test-HostRequestForm {
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Envelope,
        [string] $Added = 'added',
        [string] $Replaced = 'replaced'
    )

    $endpoint = New-HostTestEndpoint -Run $Run
    Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -Endpoint $endpoint -Policies @(New-HostTestAcl -Fields @{ Id = 'first' }))
    $request = [ordered]@{}
    foreach ($name in $Envelope.Keys) { $request[$name] = $Envelope[$name] }
    $request.Settings = [ordered]@{ Policies = @(New-HostTestAcl -Fields @{ Id = 'second'; Priority = 1001 }) }
    $result = Send-HostTestRequest -Run $Run -Endpoint $endpoint -Document $request
    if (-not $result.Succeeded) { return 'refuse' }
    $ids = @(Get-HostTestPolicy -Run $Run -Endpoint $endpoint -Type ACL | ForEach-Object { $_.Settings.Id })
    if ('second' -notin $ids) { return 'ignored' }
    if ('first' -in $ids) { $Added } else { $Replaced }
}
