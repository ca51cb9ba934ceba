function Get-HostTestCode {
    <#
    .SYNOPSIS
        The answer to a question for an HRESULT.
    .PARAMETER Result
        From the bridge.
    .OUTPUTS
        The code's name, its number in hexadecimal where it has none, or accepted.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Result)

    if ($Result.Succeeded) { return 'accepted' }
    if ($Result.HResultName -ne '') { return $Result.HResultName }
    $Result.HResultText
}
