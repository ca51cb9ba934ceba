function Get-HostTestMember {
    <#
    .SYNOPSIS
        A member of a parsed document.
    .PARAMETER Object
        The document.
    .PARAMETER Name
        Of the member.
    .OUTPUTS
        Its value; $null where there is no such member.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [AllowNull()] [object] $Object,
        [Parameter(Mandatory)] [string] $Name
    )

    $member = $null
    if ($null -ne $Object) { $member = $Object.PSObject.Properties[$Name] }
    # A $null that is returned, and not nothing: a cast turns the one into '' and the other into $null.
    if ($null -eq $member) { return $null }
    $member.Value
}
