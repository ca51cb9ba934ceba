# Returns a file, a problem, or both.
function Get-DiagnosticRequestFile {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [hashtable] $Context,
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [uri] $Uri,
        [int[]] $ExpectedStatus = @(200)
    )

    try {
        $answer = Invoke-DiagnosticRequest -Uri $Uri -Deadline $Context.Deadline
    }
    catch {
        $inner = $_.Exception
        $kind = 'absent'
        while ($inner.InnerException) {
            $inner = $inner.InnerException
            if ($inner -is [System.Net.WebException] -and $inner.Status -eq [System.Net.WebExceptionStatus]::Timeout) { $kind = 'timed-out' }
        }
        if ([datetime]::UtcNow -ge $Context.Deadline) { $kind = 'timed-out' }
        New-DiagnosticProblem -Kind $kind -Subject "GET $Uri" -Message "no answer: $($inner.Message)"
        return
    }
    if ($answer.Status -eq 404 -and $ExpectedStatus -notcontains 404) {
        New-DiagnosticProblem -Kind absent -Subject "GET $Uri" -Message 'the server does not have this page'
        return
    }
    New-DiagnosticFile -Path $Path -Text $answer.Text
    if ($ExpectedStatus -notcontains $answer.Status) {
        New-DiagnosticProblem -Kind failed -Subject "GET $Uri" -Message "HTTP status $($answer.Status)"
    }
}

# Sends one HTTP GET without a proxy and without following redirects. Throws if no server answers.
function Invoke-DiagnosticRequest {
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
        # Error statuses such as 404 and 503 are answers too.
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
