function ConvertTo-DiagnosticHtmlText {
    <#
    .SYNOPSIS
        Text as HTML: for content and for attributes in quotes.
    .PARAMETER Text
        The text.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [AllowNull()] [AllowEmptyString()] [string] $Text)

    # What HTML has no place for.
    $clean = [regex]::Replace([string]$Text, '[\x00-\x08\x0b\x0c\x0e-\x1f]', ' ')
    [System.Net.WebUtility]::HtmlEncode($clean)
}
