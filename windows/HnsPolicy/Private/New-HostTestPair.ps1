function New-HostTestPair {
    <#
    .SYNOPSIS
        Two attached endpoints with ACLs, for an experiment with packets.
    .PARAMETER Run
        The run.
    .PARAMETER A
        ACLs that the first one is made with.
    .PARAMETER B
        ACLs that the second one is made with. Not written later: what the host firewall wants besides would hide what is asked (hns-api.md 5).
    .OUTPUTS
        A and B.
    #>
    [CmdletBinding()]
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [AllowEmptyCollection()] [object[]] $A = @(),
        [AllowEmptyCollection()] [object[]] $B = @()
    )

    $pair = [pscustomobject]@{
        A = New-HostTestEndpoint -Run $Run -Name a -Policies $A
        B = New-HostTestEndpoint -Run $Run -Name b -Policies $B
    }
    if ($Run.AttachProblem -ne '') { throw "the endpoints are not attached: $($Run.AttachProblem)" }
    $pair
}
