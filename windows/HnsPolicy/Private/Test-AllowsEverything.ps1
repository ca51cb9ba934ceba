function Test-AllowsEverything {
    <#
    .SYNOPSIS
        Whether an ACL allows, without any condition.
    .PARAMETER Fields
        Of the ACL, as of Read-AclPolicy.
    .OUTPUTS
        $true or $false.
    #>
    [CmdletBinding()]
    [OutputType([bool])]
    param([Parameter(Mandatory)] [System.Collections.Generic.Dictionary[string, string]] $Fields)

    foreach ($name in 'LocalAddresses', 'RemoteAddresses', 'LocalPorts', 'RemotePorts') {
        if ((Get-JsonMember -Object $Fields -Name $name) -ne '') { return $false }
    }
    (Get-JsonMember -Object $Fields -Name Action) -ceq 'Allow' -and (Get-JsonMember -Object $Fields -Name Protocols) -in '', '256'
}
