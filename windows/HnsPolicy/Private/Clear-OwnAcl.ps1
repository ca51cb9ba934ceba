function Clear-OwnAcl {
    <#
    .SYNOPSIS
        Takes the agent's ACLs off one endpoint.
    .PARAMETER Id
        GUID of the endpoint.
    .OUTPUTS
        HnsPolicy.Removal; nothing when the endpoint, or the last of the ACLs, is gone.
    #>
    [CmdletBinding()]
    [OutputType('HnsPolicy.Removal')]
    param([Parameter(Mandatory)] [string] $Id)

    # Read again: whoever was asked to confirm may have thought for long, and the Update replaces what others wrote meanwhile.
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
    # An Update with an ACL replaces all ACLs. What one without does is not known (hns-api.md 8.3 M16, M17): {} is how Microsoft's own
    # module clears an endpoint (4.2), but builds may also want an empty list, or leave the ACLs where none is sent. So both forms, until
    # HNS holds none of ours.
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
            "HNS reported success, but endpoint $($before.Id) still has ACLs of the agent. They go when the pod is deleted."))
}
