$script:DiagnosticRecordings = @{ Folder = ''; All = $null }

function Get-DiagnosticRecording {
    <#
    .SYNOPSIS
        What is recorded for a call to the outside world, for tests: the folder in HNS_POLICY_RECORDINGS is read, nothing is ever run from it.
    .DESCRIPTION
        recordings.json in that folder is an object from command line or call to {text | file, exitCode, error, fails, hangs}. hangs is 'deadline' for
        what ends when its time is over and 'forever' for what never does.
    .PARAMETER Key
        The command line or call.
    .OUTPUTS
        Nothing without the variable. An object with Found, Text, ExitCode, ErrorText, Fails and Hangs with it.
    #>
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
