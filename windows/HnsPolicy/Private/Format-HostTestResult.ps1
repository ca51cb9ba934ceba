function Format-HostTestResult {
    <#
    .SYNOPSIS
        What a call came to, as one line for people.
    .PARAMETER Result
        From the bridge.
    .OUTPUTS
        The text HNS wrote, or the export that failed with its code and whatever HNS said about it.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Result)

    if ($Result.Succeeded) { return "S_OK $($Result.Text)".TrimEnd() }
    "$($Result.Function): $($Result.HResultText) $($Result.HResultName) $($Result.Record)$($Result.Message)" -replace ' +', ' ' -replace ' $', ''
}
