function Invoke-DiagnosticRequest {
    <#
    .SYNOPSIS
        One HTTP GET, past any proxy and without following redirects.
    .PARAMETER Uri
        Of http or https.
    .PARAMETER Deadline
        UTC.
    .PARAMETER MaxBytes
        What the answer has beyond is not read.
    .OUTPUTS
        Status (number) and Text, whatever the status. Throws when nobody answers.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [uri] $Uri,
        [Parameter(Mandatory)] [datetime] $Deadline,
        [int] $MaxBytes = 16MB
    )

    $left = [int][System.Math]::Max(1, ($Deadline - [datetime]::UtcNow).TotalMilliseconds)
    $request = [System.Net.WebRequest]::Create($Uri)
    $request.Proxy = $null
    $request.AllowAutoRedirect = $false
    $request.Timeout = $left
    $request.ReadWriteTimeout = $left
    try {
        $response = $request.GetResponse()
    }
    catch {
        $failure = $_.Exception
        while ($failure -and $failure -isnot [System.Net.WebException]) { $failure = $failure.InnerException }
        if (-not $failure -or -not $failure.Response) { throw }
        # 404, 503 and the like are answers.
        $response = $failure.Response
    }
    try {
        $stream = $response.GetResponseStream()
        $bytes = [System.IO.MemoryStream]::new()
        $buffer = [byte[]]::new(65536)
        while ($bytes.Length -lt $MaxBytes -and ($count = $stream.Read($buffer, 0, $buffer.Length)) -gt 0) { $bytes.Write($buffer, 0, $count) }
        [pscustomobject]@{ Status = [int]$response.StatusCode; Text = [System.Text.Encoding]::UTF8.GetString($bytes.ToArray()) }
    }
    finally {
        $response.Close()
    }
}
