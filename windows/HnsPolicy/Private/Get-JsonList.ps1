function Get-JsonList {
    <#
    .SYNOPSIS
        The elements of a member that is an array, of an object that Split-JsonText has taken apart.
    .PARAMETER Object
        The members.
    .PARAMETER Name
        Of the member, in its exact case.
    .OUTPUTS
        The JSON texts of the elements; none where the member is absent or null.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [System.Collections.Generic.Dictionary[string, string]] $Object,
        [Parameter(Mandatory)] [string] $Name
    )

    $list = Get-JsonMember -Object $Object -Name $Name -Raw
    if ($list -ne '') { Split-JsonText -As Array -Json $list }
}
