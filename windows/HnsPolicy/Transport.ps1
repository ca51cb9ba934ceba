<#
.SYNOPSIS
    Makes HNS calls for a program: one JSON object a line on standard input, one on standard output.
.DESCRIPTION
    Request: {"n":1,"name":"HcnQueryEndpointProperties","id":"<GUID>","document":""}, as Invoke-HnsCall takes them; n is the caller's number. Just in
    this form: no blanks, no other order.
    Answer: {"n":1,"result":"<HNS's text>"} or {"n":1,"error":{"function","hresult","hresultName","record","message"}}, all of them text.
    The first line is {"ready":{"powershell":"<version>"}}; nothing is read before. A line that is no request is answered with an error, whose n is null
    where the line had none. Answers come as HNS gives them: a call that hangs holds up no other. After 64 of those every further one is refused with
    RPC_S_SERVER_TOO_BUSY. The script ends at the end of its input, also with calls under way, and with status 1 where HNS cannot be called at all.
.EXAMPLE
    '{"n":1,"name":"HcnEnumerateEndpoints","id":"","document":""}' | powershell.exe -NoProfile -NonInteractive -File Transport.ps1
.OUTPUTS
    None but the text on standard output.
#>
[CmdletBinding()]
param()

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
try {
    foreach ($name in 'Import-HnsPolicyBridge', 'ConvertFrom-HnsRequest', 'ConvertTo-HnsAnswer') {
        . ([System.IO.Path]::Combine($PSScriptRoot, 'Private', "$name.ps1"))
    }
    Import-HnsPolicyBridge
} catch {
    [Console]::Error.WriteLine($_.Exception.Message)
    exit 1
}

# Not [Console]::In and Out: these have the console's code page in Windows PowerShell, and their ReadLineAsync waits.
$utf8 = [System.Text.UTF8Encoding]::new($false)
$reader = [System.IO.StreamReader]::new([Console]::OpenStandardInput(), $utf8, $false, 65536)
$writer = [System.IO.StreamWriter]::new([Console]::OpenStandardOutput(), $utf8, 65536)
$writer.NewLine = "`n"
$writer.AutoFlush = $true
$writer.WriteLine('{"ready":{"powershell":"' + $PSVersionTable.PSVersion.ToString() + '"}}')

$calls = [HnsPolicy.Bridge.EdgeEntry]::new()
# What is under way: at 0 the next line, then the calls, and their numbers at the same places.
$tasks = [System.Collections.Generic.List[System.Threading.Tasks.Task]]::new()
$numbers = [System.Collections.Generic.List[string]]::new()
$tasks.Add($reader.ReadLineAsync())
$numbers.Add('')
$noRequest = @{ function = ''; hresult = '0x80070057'; hresultName = 'E_INVALIDARG'; record = ''; message = 'the line is no request' }
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
        $writer.WriteLine((ConvertTo-HnsAnswer -Number $request.Number -Answer $noRequest))
        continue
    }
    $tasks.Add($calls.Call($request.Call))
    $numbers.Add($request.Number)
}
