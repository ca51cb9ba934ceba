function Invoke-VfpCollector {
    <#
    .SYNOPSIS
        What the virtual switch really does: of every VFP port its state, layers, groups, rules, tags and counters.
    .PARAMETER Context
        Of the collector.
    #>
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
