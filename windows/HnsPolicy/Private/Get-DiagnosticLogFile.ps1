function Get-DiagnosticLogFile {
    <#
    .SYNOPSIS
        The ends of the agent's newest logs.
    .PARAMETER Path
        A log, or a folder with *.log in it; '' for where kubelets keep those of containers.
    .PARAMETER MaxBytes
        Of each.
    #>
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
        New-DiagnosticProblem -Kind absent -Subject $place -Message 'there is no log of the agent; -AgentLogPath says where it is'
        return
    }
    foreach ($log in $logs) {
        try {
            # Whoever writes it keeps it open.
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
            # Half a line could be half a secret.
            if ($from -gt 0) { $text = "[cut: this had $size bytes]`n" + $text.Substring($text.IndexOf("`n") + 1) }
            New-DiagnosticFile -Path "agent/log/$($log.Name)" -Text $text -KeepEnd
        }
        catch {
            New-DiagnosticProblem -Kind failed -Subject $log.FullName -Message $_.Exception.Message
        }
    }
}
