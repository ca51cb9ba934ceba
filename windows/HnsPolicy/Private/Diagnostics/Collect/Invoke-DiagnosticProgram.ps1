# The module starts programs only here. The program is stopped at the deadline, or if its output is too long.
function Invoke-DiagnosticProgram {
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
        # Programs that prompt must not wait for input.
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
            # Both streams are closed. The program may still run.
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
            # It exited after the check.
            $null = $_
        }
        $process.Dispose()
    }
}

# Searches Windows' own folders and the PATH. The current folder is excluded, although CreateProcess searches it first.
function Find-DiagnosticProgram {
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [string] $Name)

    $folders = @([System.Environment]::SystemDirectory)
    if ($folders[0] -ne '') { $folders += [System.IO.Path]::Combine($folders[0], 'WindowsPowerShell', 'v1.0') }
    $folders += "$([System.Environment]::GetEnvironmentVariable('PATH'))".Split([System.IO.Path]::PathSeparator)
    foreach ($folder in $folders) {
        $clean = $folder.Trim().Trim('"')
        if ($clean -eq '' -or -not [System.IO.Path]::IsPathRooted($clean)) { continue }
        $path = [System.IO.Path]::Combine($clean, $Name)
        if ([System.IO.File]::Exists($path)) { return $path }
    }
}

# Quotes arguments by the rule of CommandLineToArgvW. .NET Framework accepts no list of arguments.
function Format-DiagnosticArgument {
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [AllowEmptyCollection()] [AllowEmptyString()] [string[]] $Argument)

    $spelled = foreach ($one in $Argument) {
        if ($one -ne '' -and $one -notmatch '[\s"]') {
            $one
            continue
        }
        $inner = [regex]::Replace($one, '(\\*)"', '$1$1\"')
        $inner = [regex]::Replace($inner, '(\\+)\z', '$1$1')
        '"' + $inner + '"'
    }
    @($spelled) -join ' '
}
