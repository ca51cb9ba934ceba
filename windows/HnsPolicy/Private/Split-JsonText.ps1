$script:JsonBlank = '[ \t\r\n]*'
# One value: text, number, literal, or an object or array with everything in it, however deep.
$script:JsonString = '"(?>[^"\\\x00-\x1f]+|\\(?>["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"'
$script:JsonValue = "(?>$JsonString|" +
    '-?(?>0|[1-9][0-9]*)(?>\.[0-9]+)?(?>[eE][-+]?[0-9]+)?(?![0-9A-Za-z.+-])|(?>true|false|null)(?![0-9A-Za-z])|' +
    "[\[{](?>[^`"\[\]{}]+|$JsonString|[\[{](?<deep>)|[\]}](?<-deep>))*(?(deep)(?!))[\]}])"
$script:JsonObject = [regex]::new(
    "\A$JsonBlank\{$JsonBlank(?>(?<name>$JsonString)$JsonBlank`:$JsonBlank(?<value>$JsonValue)$JsonBlank" +
    "(?>,$JsonBlank(?!\})|(?=\})))*\}$JsonBlank\z", 'CultureInvariant')
$script:JsonArray = [regex]::new(
    "\A$JsonBlank\[$JsonBlank(?>(?<value>$JsonValue)$JsonBlank(?>,$JsonBlank(?!\])|(?=\])))*\]$JsonBlank\z", 'CultureInvariant')

function Split-JsonText {
    <#
    .SYNOPSIS
        Takes one JSON object or array apart into the very texts of its values.
    .DESCRIPTION
        What belongs to others must go back to HNS as HNS wrote it, and no JSON reader that Windows PowerShell and PowerShell share
        keeps numbers of any size, dates and the order of keys. So values stay text here; ConvertFrom-JsonText reads a single one.
    .PARAMETER Json
        The text of the object or the array.
    .PARAMETER As
        Which of the two it must be.
    .OUTPUTS
        For an object one dictionary from name to text, of a repeated name the last; for an array its texts.
    #>
    [CmdletBinding()]
    [OutputType([System.Collections.Generic.Dictionary[string, string]], [string])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Json,
        [Parameter(Mandatory)] [ValidateSet('Object', 'Array')] [string] $As
    )

    $pattern = $script:JsonArray
    if ($As -eq 'Object') { $pattern = $script:JsonObject }
    $match = $pattern.Match($Json)
    if (-not $match.Success) {
        $start = $Json
        if ($start.Length -gt 80) { $start = $start.Substring(0, 80) + '...' }
        throw [System.FormatException]::new("this is not a JSON $($As.ToLowerInvariant()): $start")
    }
    $values = $match.Groups['value'].Captures
    if ($As -eq 'Array') {
        foreach ($value in $values) { $value.Value }
        return
    }
    $members = [System.Collections.Generic.Dictionary[string, string]]::new([System.StringComparer]::Ordinal)
    $names = $match.Groups['name'].Captures
    for ($index = 0; $index -lt $names.Count; $index++) {
        $name = $names[$index].Value
        # Calls cost more than anything else here, and hardly any name has an escape.
        if ($name.IndexOf('\') -lt 0) { $name = $name.Substring(1, $name.Length - 2) } else { $name = ConvertFrom-JsonText -Json $name }
        $members[$name] = $values[$index].Value
    }
    # A dictionary that is not wrapped would come out as its entries.
    , $members
}
