function New-HostTestLastWord {
    <#
    .SYNOPSIS
        An ACL without conditions.
    .PARAMETER Direction
        Of the ACL.
    .PARAMETER Action
        Of the ACL.
    .PARAMETER Priority
        Of the ACL.
    .PARAMETER HostRule
        A rule of the host firewall, which has no priority, in place of the switch.
    .OUTPUTS
        The policy.
    #>
    [CmdletBinding()]
    [OutputType([System.Collections.Specialized.OrderedDictionary])]
    param(
        [Parameter(Mandatory)] [ValidateSet('In', 'Out')] [string] $Direction,
        [string] $Action = 'Allow',
        [int] $Priority = 65000,
        [switch] $HostRule
    )

    $fields = @{ Id = "last$Direction"; Direction = $Direction; Action = $Action; Protocols = $null; Priority = $Priority }
    if ($HostRule) {
        $fields.Id = "host$Direction"
        $fields.RuleType = 'Host'
        $fields.Priority = $null
    }
    New-HostTestAcl -Fields $fields
}
