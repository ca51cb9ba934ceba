function Invoke-VfpCollector {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Context)

    $ports = $null
    foreach ($record in @(Get-DiagnosticProgramFile -Context $Context -Path 'vfp/ports.txt' -Program 'vfpctrl.exe' -Argument '/list-vmswitch-port')) {
        if ($record.Record -eq 'file') { $ports = $record.Text }
        $record
    }
    if ($null -eq $ports) { return }
    foreach ($port in Get-DiagnosticVfpPort -Text $ports) {
        $in = @('/port', $port.Port)
        $questions = [ordered]@{
            'state.txt'         = $in + '/get-port-state'
            'acl-rules.txt'     = $in + @('/layer', 'ACL_ENDPOINT_LAYER', '/list-rule')
            'layers.txt'        = $in + '/list-layer'
            'groups.txt'        = $in + @('/layer', 'ACL_ENDPOINT_LAYER', '/list-group')
            'rule-counters.txt' = $in + '/get-rule-counter'
            'tags.txt'          = $in + '/list-tag'
            'counters.txt'      = $in + '/get-port-counter'
            'flows.txt'         = $in + '/get-flow-stats'
        }
        foreach ($name in $questions.Keys) {
            Get-DiagnosticProgramFile -Context $Context -Path "vfp/$($port.Port)/$name" -Program 'vfpctrl.exe' -Argument $questions[$name]
        }
    }
}

# Reads `vfpctrl /list-vmswitch-port`.
function Get-DiagnosticVfpPort {
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
