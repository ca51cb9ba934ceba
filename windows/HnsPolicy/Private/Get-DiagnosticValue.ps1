function Get-DiagnosticValue {
    <#
    .SYNOPSIS
        A property of what was read from JSON, where it may be missing.
    .PARAMETER InputObject
        Anything, also $null.
    .PARAMETER Name
        Property names from the outside in; in any case.
    .PARAMETER Default
        For a property that is not there or null.
    .OUTPUTS
        The value; the items of a list, so that whoever wants a list writes @(...).
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [AllowNull()] [object] $InputObject,
        [Parameter(Mandatory)] [string[]] $Name,
        [AllowNull()] [object] $Default = $null
    )

    $value = $InputObject
    foreach ($one in $Name) {
        if ($null -eq $value) { return $Default }
        $property = $value.PSObject.Properties[$one]
        if ($null -eq $property) { return $Default }
        $value = $property.Value
    }
    if ($null -eq $value) { return $Default }
    $value
}
