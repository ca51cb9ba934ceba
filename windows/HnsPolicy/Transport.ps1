<#
.SYNOPSIS
    Makes HNS calls for another program, with one JSON object per line on standard input and output.
.DESCRIPTION
    Request: {"n":1,"name":"HcnQueryEndpointProperties","id":"<GUID>","document":""}. The members are those of Invoke-HnsCall, and n is the
    caller's number. The form is exact: no blanks and no other order.
    Response: {"n":1,"result":"<HNS's text>"} or {"n":1,"error":{"function","hresult","hresultName","record","message"}}. All members of the
    error are text.
    The first line of output is {"ready":{"powershell":"<version>"}}. Send no request before it. An invalid line is answered with an error
    whose n is null if the line had no number. Responses come in the order in which HNS answers, so a hanging call delays no other. While 64
    calls hang, further ones fail with RPC_S_SERVER_TOO_BUSY. The script ends at the end of its input, even if calls are still running. It
    ends with status 1 if it cannot load the bridge.
.EXAMPLE
    '{"n":1,"name":"HcnEnumerateEndpoints","id":"","document":""}' | powershell.exe -NoProfile -NonInteractive -File Transport.ps1
.OUTPUTS
    Only the text on standard output.
#>
[CmdletBinding()]
param()

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
try {
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Import-HnsPolicyBridge.ps1'))
    Import-HnsPolicyBridge
} catch {
    [Console]::Error.WriteLine($_.Exception.Message)
    exit 1
}

$jsonText = '(?>(?:[^"\\\x00-\x1f]+|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*)'
$requestPattern = [regex]::new(
    "\A\{`"n`":(?<n>[0-9]{1,15}),`"name`":`"(?<name>$jsonText)`",`"id`":`"(?<id>$jsonText)`",`"document`":`"(?<document>$jsonText)`"\}\z",
    'CultureInvariant')

# Returns Number ('' if the line has none) and Call in the form that the bridge takes, or $null for an invalid line. ConvertFrom-Json would
# reject more than two megabytes in Windows PowerShell.
function ConvertFrom-HnsRequest {
    [CmdletBinding()]
    [OutputType([psobject])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Line)

    $match = $requestPattern.Match($Line)
    if (-not $match.Success) {
        $number = [regex]::Match($Line, '\A\{"n":([0-9]{1,15})[,}]')
        return [pscustomobject]@{ Number = $number.Groups[1].Value; Call = $null }
    }
    $call = [System.Collections.Generic.Dictionary[string, object]]::new()
    foreach ($name in 'name', 'id', 'document') {
        # Every JSON escape is also a regular expression escape.
        $call[$name] = [regex]::Unescape($match.Groups[$name].Value)
    }
    [pscustomobject]@{ Number = $match.Groups['n'].Value; Call = $call }
}

function ConvertTo-HnsAnswer {
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Number,
        [Parameter(Mandatory)] [AllowEmptyString()] [object] $Answer
    )

    if ($null -eq ('System.Web.HttpUtility' -as [type])) { Add-Type -AssemblyName System.Web }
    if ($Number -eq '') { $Number = 'null' }
    # ConvertTo-Json is slow for long texts in Windows PowerShell.
    if ($Answer -is [string]) { return '{"n":' + $Number + ',"result":' + [System.Web.HttpUtility]::JavaScriptStringEncode($Answer, $true) + '}' }
    $members = foreach ($name in $Answer.Keys) { '"' + $name + '":' + [System.Web.HttpUtility]::JavaScriptStringEncode([string]$Answer[$name], $true) }
    '{"n":' + $Number + ',"error":{' + ($members -join ',') + '}}'
}

# [Console]::In and Out use the console's code page in Windows PowerShell, and their ReadLineAsync blocks.
$utf8 = [System.Text.UTF8Encoding]::new($false)
$reader = [System.IO.StreamReader]::new([Console]::OpenStandardInput(), $utf8, $false, 65536)
$writer = [System.IO.StreamWriter]::new([Console]::OpenStandardOutput(), $utf8, 65536)
$writer.NewLine = "`n"
$writer.AutoFlush = $true
$writer.WriteLine('{"ready":{"powershell":"' + $PSVersionTable.PSVersion.ToString() + '"}}')

$calls = [HnsPolicy.Bridge.EdgeEntry]::new()
# Element 0 reads the next line, and the others are calls. $numbers has their numbers at the same indexes.
$tasks = [System.Collections.Generic.List[System.Threading.Tasks.Task]]::new()
$numbers = [System.Collections.Generic.List[string]]::new()
$tasks.Add($reader.ReadLineAsync())
$numbers.Add('')
$invalidRequest = @{ function = ''; hresult = '0x80070057'; hresultName = 'E_INVALIDARG'; record = ''; message = 'the line is not a valid request' }
while ($true) {
    $at = [System.Threading.Tasks.Task]::WaitAny([System.Threading.Tasks.Task[]]$tasks.ToArray())
    if ($at -gt 0) {
        $writer.WriteLine((ConvertTo-HnsAnswer -Number $numbers[$at] -Answer $tasks[$at].Result))
        $tasks.RemoveAt($at)
        $numbers.RemoveAt($at)
        continue
    }

    $line = $tasks[0].Result
    if ($null -eq $line) { break }
    $tasks[0] = $reader.ReadLineAsync()
    $request = ConvertFrom-HnsRequest -Line $line
    if ($null -eq $request.Call) {
        $writer.WriteLine((ConvertTo-HnsAnswer -Number $request.Number -Answer $invalidRequest))
        continue
    }
    $tasks.Add($calls.Call($request.Call))
    $numbers.Add($request.Number)
}
