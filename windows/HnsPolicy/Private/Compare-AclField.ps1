function Compare-AclField {
    <#
    .SYNOPSIS
        The fields in which an ACL that HNS holds is not the one that is wanted.
    .DESCRIPTION
        HNS may spell on return what it took: the forms that mean the same are equal, by the rules of src/hns/endpoint/same-acl.ts.
    .PARAMETER Actual
        Fields of the ACL that HNS holds, as of Read-AclPolicy.
    .PARAMETER Wanted
        Fields of the ACL as the agent sends it.
    .OUTPUTS
        Names of fields; none when the two are the same.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [System.Collections.Generic.Dictionary[string, string]] $Actual,
        [Parameter(Mandatory)] [System.Collections.Generic.Dictionary[string, string]] $Wanted
    )

    foreach ($name in $script:AclFields) {
        $has = Get-JsonMember -Object $Actual -Name $name
        $should = Get-JsonMember -Object $Wanted -Name $name
        if ($has -ceq $should) { continue }
        $same = switch ($name) {
            # A rule without a type is a Switch rule, so it may not pass for a Host rule.
            'RuleType' { ($has -ceq '' -and $should -ceq 'Switch') -or ($has -ceq 'Switch' -and $should -ceq '') }
            'Priority' { Test-SameNumber -One $has -Other $should }
            'Protocols' { $has -cin '', '256' -and $should -cin '', '256' }
            { $_ -in 'LocalAddresses', 'RemoteAddresses' } { Test-SameAddressList -One $has -Other $should }
            { $_ -in 'LocalPorts', 'RemotePorts' } { Test-SamePortList -One $has -Other $should }
            default { $false }
        }
        if (-not $same) { $name }
    }
}
