function ConvertFrom-DiagnosticJson {
    <#
    .SYNOPSIS
        Reads JSON that may be anything.
    .PARAMETER Text
        The text.
    .OUTPUTS
        The value; the items one by one for an array; nothing for text that is not JSON.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [AllowNull()] [AllowEmptyString()] [string] $Text)

    if ([string]::IsNullOrWhiteSpace($Text)) { return }
    try {
        $value = ConvertFrom-Json -InputObject $Text
    }
    catch {
        return
    }
    # Windows PowerShell gives an array as one object, PowerShell 7 its items.
    foreach ($item in @($value)) { $item }
}
