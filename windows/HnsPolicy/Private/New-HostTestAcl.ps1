function New-HostTestAcl {
    <#
    .SYNOPSIS
        An ACL that every HNS takes, with some fields changed.
    .PARAMETER Fields
        Of the ACL; $null takes one away.
    .OUTPUTS
        The policy.
    #>
    [CmdletBinding()]
    [OutputType([System.Collections.Specialized.OrderedDictionary])]
    param([System.Collections.IDictionary] $Fields = @{})

    $settings = [ordered]@{ Id = 'selftest'; Action = 'Allow'; Direction = 'In'; Protocols = '6'; RuleType = 'Switch'; Priority = 1000 }
    foreach ($name in $Fields.Keys) {
        if ($null -eq $Fields[$name]) { $settings.Remove($name) } else { $settings[$name] = $Fields[$name] }
    }
    [ordered]@{ Type = 'ACL'; Settings = $settings }
}
