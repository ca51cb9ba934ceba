function Find-DecidingAcl {
    <#
    .SYNOPSIS
        Of the ACLs that match a flow, those of the lowest priority in one stage.
    .PARAMETER Acls
        As of ConvertTo-HnsPolicyAcl, of one direction, in the order in which HNS tries them.
    .PARAMETER Stage
        Switch or Host.
    .OUTPUTS
        HnsPolicy.Acl objects.
    #>
    [CmdletBinding()]
    [OutputType('HnsPolicy.Acl')]
    param(
        [Parameter(Mandatory)] [AllowEmptyCollection()] [object[]] $Acls,
        [Parameter(Mandatory)] [ValidateSet('Switch', 'Host')] [string] $Stage
    )

    $priority = $null
    foreach ($acl in $Acls) {
        # Whatever is not Host is a Switch rule.
        if (($acl.RuleType -ceq 'Host') -ne ($Stage -eq 'Host')) { continue }
        if ($null -ne $priority -and $acl.Priority -ne $priority) { return }
        $priority = $acl.Priority
        $acl
    }
}
