function Get-DiagnosticVfpPort {
    <#
    .SYNOPSIS
        Reads `vfpctrl /list-vmswitch-port`.
    .PARAMETER Text
        Its output.
    .OUTPUTS
        Port (GUID), FriendlyName, Mac; each '' where it is not given.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Text)

    $port = $null
    foreach ($line in $Text.Split("`n")) {
        if ($line -match '^\s*Port name\s*:\s*([0-9A-Fa-f-]{36})\s*$') {
            if ($port) { $port }
            $port = [pscustomobject]@{ Port = $Matches[1]; FriendlyName = ''; Mac = '' }
        }
        elseif ($port -and $line -match '^\s*Port Friendly name\s*:\s*(.*?)\s*$') { $port.FriendlyName = $Matches[1] }
        elseif ($port -and $line -match '^\s*MAC address\s*:\s*([0-9A-Fa-f-]{17})\s*$') { $port.Mac = $Matches[1] }
    }
    if ($port) { $port }
}
