# Returns no value for a policy of another type. Settings is JSON text and Fields its members.
function Read-AclPolicy {
    [CmdletBinding()]
    [OutputType([psobject])]
    param([Parameter(Mandatory)] [string] $Policy)

    $members = Split-JsonText -As Object -Json $Policy
    if ((Get-JsonMember -Object $members -Name Type) -cne 'ACL') { return }
    $settings = Get-JsonMember -Object $members -Name Settings -Raw
    # An ACL without fields is still an ACL.
    if (-not $settings.StartsWith('{', [System.StringComparison]::Ordinal)) { $settings = '{}' }
    $fields = Split-JsonText -As Object -Json $settings
    # As in src/hns/document/owner.ts, all other policies are foreign: the CNI's, kube-proxy's or an administrator's.
    $id = Get-JsonMember -Object $fields -Name Id
    [pscustomobject]@{
        Settings = $settings
        Fields   = $fields
        Ours     = $id.StartsWith('hns-policy-agent.', [System.StringComparison]::Ordinal)
    }
}

# HNS treats an empty list as any.
function Split-CommaList {
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Text)

    if ($Text -ne '') { foreach ($entry in $Text.Split(',')) { $entry.Trim() } }
}
