function ConvertTo-HnsAnswer {
    <#
    .SYNOPSIS
        The line with which Transport.ps1 answers.
    .PARAMETER Number
        Of the request, as text; empty where it had none.
    .PARAMETER Answer
        HNS's text, or a dictionary that says what went wrong.
    .EXAMPLE
        ConvertTo-HnsAnswer -Number 1 -Answer '[]'
    .OUTPUTS
        {"n":1,"result":"[]"} or {"n":1,"error":{...}}, a JSON object without line feeds.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Number,
        [Parameter(Mandatory)] [AllowEmptyString()] [object] $Answer
    )

    if ($null -eq ('System.Web.HttpUtility' -as [type])) { Add-Type -AssemblyName System.Web }
    if ($Number -eq '') { $Number = 'null' }
    # Not ConvertTo-Json, which takes long for long texts in Windows PowerShell.
    if ($Answer -is [string]) { return '{"n":' + $Number + ',"result":' + [System.Web.HttpUtility]::JavaScriptStringEncode($Answer, $true) + '}' }
    $members = foreach ($name in $Answer.Keys) { '"' + $name + '":' + [System.Web.HttpUtility]::JavaScriptStringEncode([string]$Answer[$name], $true) }
    '{"n":' + $Number + ',"error":{' + ($members -join ',') + '}}'
}
