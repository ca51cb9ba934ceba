function Get-DiagnosticService {
    <#
    .SYNOPSIS
        Reads `sc.exe queryex`. Its labels are translated, so the numbers are gone by: state is the only one of 1 to 7 with a word in capitals in the
        line after the type, the process id the last but one.
    .PARAMETER Text
        Its output.
    .OUTPUTS
        State ('' when it cannot be told), ProcessId (0 for none).
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Text)

    $state = ''
    $id = 0
    $types = [regex]::Match($Text, '(?m)^\s+\S[^:\r\n]*:\s*[0-9a-fA-F]+\s+\S.*\r?\n\s+\S[^:\r\n]*:\s*([1-7])\s')
    if ($types.Success) {
        $names = @('', 'stopped', 'start-pending', 'stop-pending', 'running', 'continue-pending', 'pause-pending', 'paused')
        $state = $names[[int]$types.Groups[1].Value]
    }
    $numbers = @([regex]::Matches($Text, '(?m)^\s+\S[^:\r\n]*:\s*(\d+)\s*$'))
    if ($numbers.Count -gt 0) { $id = [int]$numbers[$numbers.Count - 1].Groups[1].Value }
    [pscustomobject]@{ State = $state; ProcessId = $id }
}
