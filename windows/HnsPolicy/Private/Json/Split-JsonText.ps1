$script:JsonBlank = '[ \t\r\n]*'
# A string, number, literal, or an object or array of any depth.
$script:JsonString = '"(?>[^"\\\x00-\x1f]+|\\(?>["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"'
$script:JsonValue = "(?>$JsonString|" +
    '-?(?>0|[1-9][0-9]*)(?>\.[0-9]+)?(?>[eE][-+]?[0-9]+)?(?![0-9A-Za-z.+-])|(?>true|false|null)(?![0-9A-Za-z])|' +
    "[\[{](?>[^`"\[\]{}]+|$JsonString|[\[{](?<deep>)|[\]}](?<-deep>))*(?(deep)(?!))[\]}])"
$script:JsonObject = [regex]::new(
    "\A$JsonBlank\{$JsonBlank(?>(?<name>$JsonString)$JsonBlank`:$JsonBlank(?<value>$JsonValue)$JsonBlank" +
    "(?>,$JsonBlank(?!\})|(?=\})))*\}$JsonBlank\z", 'CultureInvariant')
$script:JsonArray = [regex]::new(
    "\A$JsonBlank\[$JsonBlank(?>(?<value>$JsonValue)$JsonBlank(?>,$JsonBlank(?!\])|(?=\])))*\]$JsonBlank\z", 'CultureInvariant')

# Splits a JSON object or array into the exact texts of its values. Foreign policies must go back to HNS unchanged. No JSON reader available
# in both Windows PowerShell and PowerShell keeps large numbers, dates and the order of keys. If an object repeats a name, the last value is
# returned.
function Split-JsonText {
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
        # Function calls dominate the time here, and few names contain an escape.
        if ($name.IndexOf('\') -lt 0) { $name = $name.Substring(1, $name.Length - 2) } else { $name = ConvertFrom-JsonText -Json $name }
        $members[$name] = $values[$index].Value
    }
    # The comma keeps PowerShell from enumerating the dictionary.
    , $members
}

$script:JsonEscape = [regex]::new('\\(?:u([0-9A-Fa-f]{4})|(.))', 'CultureInvariant')
$script:JsonEscaped = @{ b = "`b"; f = "`f"; n = "`n"; r = "`r"; t = "`t" }

# Returns the characters of a JSON string, '' for null, and the JSON text itself for any other value.
function ConvertFrom-JsonText {
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [AllowNull()] [AllowEmptyString()] [string] $Json)

    if ($Json -ceq 'null') { return '' }
    if (-not $Json.StartsWith('"', [System.StringComparison]::Ordinal)) { return $Json }
    $text = $Json.Substring(1, $Json.Length - 2)
    if ($text.IndexOf('\') -lt 0) { return $text }
    $script:JsonEscape.Replace($text, {
            param($match)
            if ($match.Groups[1].Success) { return [string][char][System.Convert]::ToInt32($match.Groups[1].Value, 16) }
            $letter = $match.Groups[2].Value
            if ($script:JsonEscaped.ContainsKey($letter)) { return $script:JsonEscaped[$letter] }
            $letter
        })
}
