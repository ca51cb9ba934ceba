function Get-JsonMember {
    <#
    .SYNOPSIS
        The value of one member of an object that Split-JsonText has taken apart, as text.
    .PARAMETER Object
        The members.
    .PARAMETER Name
        Of the member, in its exact case.
    .PARAMETER Raw
        The value's JSON text instead of its characters.
    .OUTPUTS
        '' for a member that is absent or null.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [System.Collections.Generic.Dictionary[string, string]] $Object,
        [Parameter(Mandatory)] [string] $Name,
        [switch] $Raw
    )

    $value = ''
    if (-not $Object.TryGetValue($Name, [ref]$value) -or $value -ceq 'null') { return '' }
    if ($Raw) { return $value }
    ConvertFrom-JsonText -Json $value
}
