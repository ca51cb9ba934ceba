function Remove-HostTestPolicyList {
    <#
    .SYNOPSIS
        Removes the load balancers of an endpoint of the self-test.
    .DESCRIPTION
        HNS chooses their ids. So they are found by the endpoint they lead to, which is the self-test's own.
    .PARAMETER Run
        The run.
    .PARAMETER Object
        With the endpoint's id.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [psobject] $Object
    )

    $lists = Invoke-HostTestV1 -Run $Run -Request 'GET /policylists/'
    foreach ($list in $lists) {
        $references = [string]::Join(' ', @(Get-HostTestMember -Object $list -Name References))
        if ($references.IndexOf($Object.Id, [System.StringComparison]::OrdinalIgnoreCase) -lt 0) { continue }
        $null = Invoke-HostTestV1 -Run $Run -Request "DELETE /policylists/$($list.ID)"
    }
}
