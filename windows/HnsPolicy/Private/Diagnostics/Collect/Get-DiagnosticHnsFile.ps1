# Returns a file or a problem.
function Get-DiagnosticHnsFile {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [string] $Name,
        [AllowEmptyString()] [string] $Id = ''
    )

    try {
        $text = Invoke-DiagnosticHnsCall -Name $Name -Id $Id
    }
    catch {
        New-DiagnosticHnsProblem -Subject "$Name $Id".Trim() -ErrorRecord $_
        return
    }
    New-DiagnosticFile -Path $Path -Text $text
    # Only the response shows that a v1 call failed.
    $answer = ConvertFrom-DiagnosticJson -Text $text
    if ($Name -eq 'HNSCall' -and (Get-DiagnosticValue $answer 'Success' $true) -eq $false) {
        New-DiagnosticProblem -Kind failed -Subject "$Name $Id" -Message (Get-DiagnosticValue $answer 'Error' 'HNS reported a failure')
    }
}

function Invoke-DiagnosticHnsCall {
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [string] $Name,
        [AllowEmptyString()] [string] $Id = '',
        [AllowEmptyString()] [string] $Document = ''
    )

    $recording = Get-DiagnosticRecording -Key "$Name $Id".Trim()
    if ($recording -and $recording.Found) {
        if ($recording.Hangs) { [System.Threading.Thread]::Sleep([System.Threading.Timeout]::Infinite) }
        if ($recording.Fails) { throw $recording.Fails }
        return $recording.Text
    }
    Invoke-HnsCall -Name $Name -Id $Id -Document $Document
}
