# Returns the items of an array one by one, and no value for invalid JSON. Windows PowerShell cannot read more than two megabytes. -Strict throws
# instead. Get-JsonFinding reports the files that cannot be read.
function ConvertFrom-DiagnosticJson {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [AllowNull()] [AllowEmptyString()] [string] $Text,
        [switch] $Strict
    )

    if ([string]::IsNullOrWhiteSpace($Text)) { return }
    try {
        $value = ConvertFrom-Json -InputObject $Text -ErrorAction Stop
    }
    catch {
        if ($Strict) { throw }
        return
    }
    # Windows PowerShell returns an array as one object, PowerShell 7 its items.
    foreach ($item in @($value)) { $item }
}

# Returns the default for a missing member. A list comes back as its items, so callers that need a list use @(...).
function Get-DiagnosticValue {
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

function Get-DiagnosticNumber {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [AllowNull()] [object] $InputObject,
        [Parameter(Mandatory)] [string[]] $Name,
        [AllowNull()] [object] $Default = 0
    )

    $value = Get-DiagnosticValue $InputObject $Name
    $number = 0L
    if ([long]::TryParse("$value", [System.Globalization.NumberStyles]::Integer, [System.Globalization.CultureInfo]::InvariantCulture, [ref]$number)) { return $number }
    $Default
}
