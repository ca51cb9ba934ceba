# Returns '' for a member that is absent or null. -Raw returns the JSON text.
function Get-JsonMember {
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

# Returns the JSON texts of the array's elements. An absent or null member counts as empty.
function Get-JsonList {
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [System.Collections.Generic.Dictionary[string, string]] $Object,
        [Parameter(Mandatory)] [string] $Name
    )

    $list = Get-JsonMember -Object $Object -Name $Name -Raw
    if ($list -ne '') { Split-JsonText -As Array -Json $list }
}
