function Get-DiagnosticAcl {
    <#
    .SYNOPSIS
        The ACLs among endpoint policies.
    .PARAMETER Policy
        v2 {Type, Settings}, or v1, where the settings stand beside the type.
    .OUTPUTS
        Id, Action, Direction, RuleType, Priority (0: none), Ours.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [AllowNull()] [AllowEmptyCollection()] [object[]] $Policy)

    # A node may have tens of thousands: read without a function call for each field.
    foreach ($one in $Policy) {
        if ($null -eq $one) { continue }
        $fields = $one.PSObject.Properties
        if ($null -eq $fields['Type'] -or $fields['Type'].Value -ne 'ACL') { continue }
        if ($null -ne $fields['Settings']) {
            if ($null -eq $fields['Settings'].Value) { continue }
            $fields = $fields['Settings'].Value.PSObject.Properties
        }
        $acl = [pscustomobject]@{ Id = ''; Action = ''; Direction = ''; RuleType = 'Switch'; Priority = 0; Ours = $false }
        foreach ($name in 'Id', 'Action', 'Direction', 'RuleType') {
            $field = $fields[$name]
            if ($null -ne $field -and $null -ne $field.Value) { $acl.$name = [string]$field.Value }
        }
        $number = 0
        if ($null -ne $fields['Priority'] -and [int]::TryParse([string]$fields['Priority'].Value, [ref]$number)) { $acl.Priority = $number }
        $acl.Ours = $acl.Id.StartsWith('hns-policy-agent.', [System.StringComparison]::Ordinal)
        $acl
    }
}
