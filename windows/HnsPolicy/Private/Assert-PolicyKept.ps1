function Assert-PolicyKept {
    <#
    .SYNOPSIS
        Stops where an Update that HNS took lost policies of others, which happens (hcsshim issue 2571).
    .PARAMETER Endpoint
        GUID of the endpoint, for the message.
    .PARAMETER Before
        JSON texts of the policies that were sent.
    .PARAMETER After
        JSON texts of the policies that HNS has now. Compared by type, as HNS may spell them anew.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Endpoint,
        [Parameter(Mandatory)] [AllowEmptyCollection()] [string[]] $Before,
        [Parameter(Mandatory)] [AllowEmptyCollection()] [string[]] $After
    )

    $left = @{}
    foreach ($policy in $After) {
        $type = Get-JsonMember -Object (Split-JsonText -As Object -Json $policy) -Name Type
        $left[$type] = 1 + $left[$type]
    }
    foreach ($policy in $Before) {
        $type = Get-JsonMember -Object (Split-JsonText -As Object -Json $policy) -Name Type
        $left[$type] = $left[$type] - 1
        if ($left[$type] -ge 0) { continue }
        throw (New-CommandError -Id PolicyLost -Category InvalidResult -Target $Endpoint -Message (
                "HNS reported success, but a policy of type $type that was on endpoint $Endpoint before is gone."))
    }
}
