$script:DiagnosticRecordings = @{ Folder = ''; All = $null }

# Returns the recorded result of an external call, for tests. HNS_POLICY_RECORDINGS names a folder whose recordings.json maps command
# lines and calls to {text | file, exitCode, error, fails, hangs}. 'deadline' hangs until the timeout, 'forever' without end.
# Returns no value if the variable is not set.
function Get-DiagnosticRecording {
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [string] $Key)

    $folder = [System.Environment]::GetEnvironmentVariable('HNS_POLICY_RECORDINGS')
    if ([string]::IsNullOrEmpty($folder)) { return }
    if ($script:DiagnosticRecordings.Folder -ne $folder) {
        $json = [System.IO.File]::ReadAllText([System.IO.Path]::Combine($folder, 'recordings.json'))
        $script:DiagnosticRecordings = @{ Folder = $folder; All = ConvertFrom-Json -InputObject $json }
    }
    $entry = Get-DiagnosticValue $script:DiagnosticRecordings.All $Key
    $text = Get-DiagnosticValue $entry 'text' ''
    $file = Get-DiagnosticValue $entry 'file' ''
    if ($file -ne '') { $text = [System.IO.File]::ReadAllText([System.IO.Path]::Combine($folder, [System.IO.Path]::GetFileName($file))) }
    [pscustomobject]@{
        Found     = $null -ne $entry
        Text      = $text
        ExitCode  = [int](Get-DiagnosticValue $entry 'exitCode' 0)
        ErrorText = Get-DiagnosticValue $entry 'error' ''
        Fails     = Get-DiagnosticValue $entry 'fails' ''
        Hangs     = Get-DiagnosticValue $entry 'hangs' ''
    }
}
