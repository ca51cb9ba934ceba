# Collectors return files and problems, distinguished by Record.
function New-DiagnosticFile {
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Text,
        [switch] $KeepEnd
    )

    $parts = foreach ($part in $Path.Split('/')) {
        $clean = [regex]::Replace($part, '[^A-Za-z0-9._-]+', '_').Trim('.')
        if ($clean -eq '') { $clean = '_' }
        if ($clean.Length -gt 100) { $clean = $clean.Substring(0, 100) }
        $clean
    }
    [pscustomobject]@{ Record = 'file'; Path = $parts -join '/'; Text = $Text; KeepEnd = [bool]$KeepEnd }
}

# absent: this host lacks it. failed: it exists, but the request failed. timed-out: no answer in time.
function New-DiagnosticProblem {
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [ValidateSet('absent', 'failed', 'timed-out')] [string] $Kind,
        [Parameter(Mandatory)] [string] $Subject,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Message
    )

    [pscustomobject]@{ Record = 'problem'; Kind = $Kind; Subject = $Subject; Message = $Message.Trim() }
}

# ERROR_MOD_NOT_FOUND and ERROR_PROC_NOT_FOUND mean that HNS or the export is missing. The text means that the bridge is missing.
$script:DiagnosticNoBridge = '0x8007007[ef]\b|The bridge to HNS is missing'

# The kind is 'absent' on a host without HNS.
function New-DiagnosticHnsProblem {
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [string] $Subject,
        [Parameter(Mandatory)] [System.Management.Automation.ErrorRecord] $ErrorRecord
    )

    $message = $ErrorRecord.Exception.Message
    $kind = 'failed'
    if ($message -match $script:DiagnosticNoBridge) { $kind = 'absent' }
    New-DiagnosticProblem -Kind $kind -Subject $Subject -Message $message
}
