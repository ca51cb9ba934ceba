function Invoke-DiagnosticProgram {
    <#
    .SYNOPSIS
        Runs a program and reads what it writes, until it ends, its time is over, or it has written too much. The only place that starts programs.
    .PARAMETER Name
        Of the program, with its extension.
    .PARAMETER Argument
        Its arguments; none is ever read by a shell.
    .PARAMETER Deadline
        UTC. What still runs then is ended.
    .PARAMETER MaxCharacters
        What is written beyond is not kept, and the program is ended.
    .OUTPUTS
        Status ('done', 'missing', 'timed-out'), ExitCode, Text, ErrorText, Cut.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [string] $Name,
        [AllowEmptyCollection()] [string[]] $Argument = @(),
        [Parameter(Mandatory)] [datetime] $Deadline,
        [int] $MaxCharacters = 16MB
    )

    $result = [pscustomobject]@{ Status = 'done'; ExitCode = 0; Text = ''; ErrorText = ''; Cut = $false }
    $recording = Get-DiagnosticRecording -Key ((@($Name) + $Argument) -join ' ')
    if ($recording) {
        if ($recording.Hangs -eq 'forever') { [System.Threading.Thread]::Sleep([System.Threading.Timeout]::Infinite) }
        if ($recording.Fails) { throw $recording.Fails }
        if (-not $recording.Found) { $result.Status = 'missing' }
        elseif ($recording.Hangs) { $result.Status = 'timed-out' }
        $result.ExitCode = $recording.ExitCode
        $result.Text = $recording.Text
        $result.ErrorText = $recording.ErrorText
        return $result
    }

    $path = Find-DiagnosticProgram -Name $Name
    if (-not $path) {
        $result.Status = 'missing'
        return $result
    }
    if ([datetime]::UtcNow -ge $Deadline) {
        $result.Status = 'timed-out'
        return $result
    }
    $start = [System.Diagnostics.ProcessStartInfo]::new($path, (Format-DiagnosticArgument -Argument $Argument))
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $process = [System.Diagnostics.Process]::Start($start)
    try {
        # Nobody answers what it asks.
        $process.StandardInput.Close()
        $streams = @(
            @{ Reader = $process.StandardOutput; Text = [System.Text.StringBuilder]::new(); Buffer = [char[]]::new(65536); Task = $null }
            @{ Reader = $process.StandardError; Text = [System.Text.StringBuilder]::new(); Buffer = [char[]]::new(65536); Task = $null }
        )
        foreach ($stream in $streams) { $stream.Task = $stream.Reader.ReadAsync($stream.Buffer, 0, $stream.Buffer.Length) }
        while ($true) {
            $open = @($streams | Where-Object { $null -ne $_.Task })
            if ($open.Count -eq 0) { break }
            $left = [int][System.Math]::Max(0, [System.Math]::Min(($Deadline - [datetime]::UtcNow).TotalMilliseconds, [int]::MaxValue))
            $tasks = [System.Threading.Tasks.Task[]]@($open | ForEach-Object { $_.Task })
            $which = [System.Threading.Tasks.Task]::WaitAny($tasks, $left)
            if ($which -lt 0) {
                $result.Status = 'timed-out'
                break
            }
            $stream = $open[$which]
            $count = $stream.Task.Result
            $stream.Task = $null
            if ($count -eq 0) { continue }
            $room = $MaxCharacters - $stream.Text.Length
            [void]$stream.Text.Append($stream.Buffer, 0, [System.Math]::Min($room, $count))
            if ($count -gt $room) {
                $result.Cut = $true
                break
            }
            $stream.Task = $stream.Reader.ReadAsync($stream.Buffer, 0, $stream.Buffer.Length)
        }
        $result.Text = $streams[0].Text.ToString()
        $result.ErrorText = $streams[1].Text.ToString()
        if ($result.Status -eq 'done' -and -not $result.Cut) {
            # Both its streams are closed: it ends at once, or has gone to sleep without them.
            $left = [int][System.Math]::Max(1, [System.Math]::Min(($Deadline - [datetime]::UtcNow).TotalMilliseconds, [int]::MaxValue))
            if ($process.WaitForExit($left)) { $result.ExitCode = $process.ExitCode } else { $result.Status = 'timed-out' }
        }
        $result
    }
    finally {
        try {
            if (-not $process.HasExited) { $process.Kill() }
        }
        catch [System.InvalidOperationException] {
            # It ended between the two.
            $null = $_
        }
        $process.Dispose()
    }
}
