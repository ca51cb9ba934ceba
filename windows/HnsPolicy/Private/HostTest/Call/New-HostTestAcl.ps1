# Every HNS accepts the default ACL. A $null field is removed.
function New-HostTestAcl {
    [CmdletBinding()]
    [OutputType([System.Collections.Specialized.OrderedDictionary])]
    param([System.Collections.IDictionary] $Fields = @{})

    $settings = [ordered]@{ Id = 'selftest'; Action = 'Allow'; Direction = 'In'; Protocols = '6'; RuleType = 'Switch'; Priority = 1000 }
    foreach ($name in $Fields.Keys) {
        if ($null -eq $Fields[$name]) { $settings.Remove($name) } else { $settings[$name] = $Fields[$name] }
    }
    [ordered]@{ Type = 'ACL'; Settings = $settings }
}

# -HostRule makes a rule of the host firewall, which has no priority.
function New-HostTestCatchAll {
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

function New-HostTestSet {
    [CmdletBinding()]
    [OutputType([System.Collections.Specialized.OrderedDictionary])]
    param(
        [Parameter(Mandatory)] [string] $Id,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Values,
        [switch] $Nested
    )

    $type = 'IPSET'
    if ($Nested) { $type = 'NESTEDIPSET' }
    [ordered]@{ Type = 'SetPolicy'; Settings = [ordered]@{ Id = $Id; Name = $Id; PolicyType = $type; Values = $Values } }
}
