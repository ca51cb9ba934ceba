# Removes the agent's ACLs from one endpoint. Returns no value if the endpoint or its last own ACL has already disappeared.
function Clear-OwnAcl {
    [CmdletBinding()]
    [OutputType('HnsPolicy.Removal')]
    param([Parameter(Mandatory)] [string] $Id)

    # Reads again, because confirmation can take long, and the Update would replace policies that were written meanwhile.
    $before = Read-HnsEndpoint -Id $Id
    if ($null -eq $before) { return }
    $ours = @(ConvertTo-HnsPolicyAcl -Endpoint $before | Where-Object { $_.Ours })
    if ($ours.Count -eq 0) { return }
    $others = [string[]]@(
        foreach ($policy in $before.Policies) {
            $acl = Read-AclPolicy -Policy $policy
            if ($null -eq $acl -or -not $acl.Ours) { $policy }
        }
    )
    # An Update with an ACL replaces all ACLs. The effect of an Update without one is unknown (docs/reference/hns-api.md section 8.3 M16, M17). Microsoft's own
    # module clears an endpoint with {} (4.2). Builds may also require an empty list, or keep the ACLs if none is sent. So this sends both
    # forms until the agent's ACLs are gone.
    $forms = if ($others.Count -eq 0) { '{}', '' } else { ($others -join ','), (($others + '{}') -join ',') }
    $failure = $null
    foreach ($form in $forms) {
        try {
            $null = Invoke-HnsCall -Name HcnModifyEndpoint -Id $before.Id -Document (
                '{"ResourceType":"Policy","RequestType":"Update","Settings":{"Policies":[' + $form + ']}}')
        } catch {
            if ($_.CategoryInfo.Category -eq 'ObjectNotFound') { return }
            $failure = $_
            continue
        }
        $after = Read-HnsEndpoint -Id $before.Id
        if ($null -eq $after) { return }
        Assert-PolicyKept -Endpoint $before.Id -Before $others -After $after.Policies
        if (@(ConvertTo-HnsPolicyAcl -Endpoint $after | Where-Object { $_.Ours }).Count -gt 0) { continue }
        return [pscustomobject]@{
            PSTypeName = 'HnsPolicy.Removal'
            Endpoint   = $before.Id
            Name       = $before.Name
            Addresses  = $before.Addresses
            Removed    = [string[]]@($ours | ForEach-Object { $_.Id })
            Kept       = $others.Count
        }
    }
    if ($null -ne $failure) { throw $failure }
    throw (New-CommandError -Id AclsKept -Category InvalidResult -Target $before.Id -Message (
            "HNS reported success, but endpoint $($before.Id) still has ACLs of the agent. They disappear when the pod is deleted."))
}

# HNS can report success for an Update and lose foreign policies (hcsshim issue 2571).
function Assert-PolicyKept {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Endpoint,
        [Parameter(Mandatory)] [AllowEmptyCollection()] [string[]] $Before,
        [Parameter(Mandatory)] [AllowEmptyCollection()] [string[]] $After
    )

    $left = @{}
    foreach ($policy in $After) {
        $type = Get-JsonMember -Object (Split-JsonText -As Object -Json $policy) -Name Type
        $left[$type] = 1 + $left[$type]
    }
    foreach ($policy in $Before) {
        $type = Get-JsonMember -Object (Split-JsonText -As Object -Json $policy) -Name Type
        $left[$type] = $left[$type] - 1
        if ($left[$type] -ge 0) { continue }
        throw (New-CommandError -Id PolicyLost -Category InvalidResult -Target $Endpoint -Message (
                "HNS reported success, but endpoint $Endpoint has lost a policy of type $type."))
    }
}
