# Reads the ends of the agent's newest logs.
function Get-DiagnosticLogFile {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Path,
        [Parameter(Mandatory)] [int] $MaxBytes
    )

    $pattern = '*.log'
    $place = $Path
    if ($place -eq '') {
        $drive = [string][System.Environment]::GetEnvironmentVariable('SystemDrive')
        $place = [System.IO.Path]::Combine($drive + [System.IO.Path]::DirectorySeparatorChar, 'var', 'log', 'containers')
        $pattern = '*hns-policy*.log'
    }
    $logs = @()
    if ([System.IO.File]::Exists($place)) { $logs = @([System.IO.FileInfo]::new($place)) }
    elseif ([System.IO.Directory]::Exists($place)) {
        $logs = @([System.IO.DirectoryInfo]::new($place).GetFiles($pattern) | Sort-Object -Property LastWriteTimeUtc -Descending | Select-Object -First 3)
    }
    if ($logs.Count -eq 0) {
        New-DiagnosticProblem -Kind absent -Subject $place -Message 'no agent log found, use -AgentLogPath'
        return
    }
    foreach ($log in $logs) {
        try {
            # The writer keeps the log open.
            $stream = [System.IO.FileStream]::new($log.FullName, [System.IO.FileMode]::Open, [System.IO.FileAccess]::Read, [System.IO.FileShare]'ReadWrite, Delete')
            try {
                $from = [System.Math]::Max(0, $stream.Length - $MaxBytes)
                [void]$stream.Seek($from, [System.IO.SeekOrigin]::Begin)
                $size = $stream.Length
                $text = [System.IO.StreamReader]::new($stream).ReadToEnd()
            }
            finally {
                $stream.Dispose()
            }
            # A partial line could contain part of a secret.
            if ($from -gt 0) { $text = "[cut: the original size was $size bytes]`n" + $text.Substring($text.IndexOf("`n") + 1) }
            New-DiagnosticFile -Path "agent/log/$($log.Name)" -Text $text -KeepEnd
        }
        catch {
            New-DiagnosticProblem -Kind failed -Subject $log.FullName -Message $_.Exception.Message
        }
    }
}
