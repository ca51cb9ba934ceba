function Read-AclPolicy {
    <#
    .SYNOPSIS
        Takes a policy apart that is an ACL.
    .PARAMETER Policy
        JSON text of an endpoint's policy.
    .OUTPUTS
        Settings (JSON text), Fields (those of Settings, as of Split-JsonText) and Ours; nothing for a policy of another type.
    #>
    [CmdletBinding()]
    [OutputType([psobject])]
    param([Parameter(Mandatory)] [string] $Policy)

    $members = Split-JsonText -As Object -Json $Policy
    if ((Get-JsonMember -Object $members -Name Type) -cne 'ACL') { return }
    $settings = Get-JsonMember -Object $members -Name Settings -Raw
    # One without fields is an ACL all the same.
    if (-not $settings.StartsWith('{', [System.StringComparison]::Ordinal)) { $settings = '{}' }
    $fields = Split-JsonText -As Object -Json $settings
    # As src/hns/document/owner.ts: whatever is not known to be the agent's belongs to the CNI, kube-proxy or an administrator.
    $id = Get-JsonMember -Object $fields -Name Id
    [pscustomobject]@{
        Settings = $settings
        Fields   = $fields
        Ours     = $id.StartsWith('hns-policy-agent.', [System.StringComparison]::Ordinal)
    }
}
