function Invoke-FirewallCollector {
    <#
    .SYNOPSIS
        Windows Firewall's active rules and WFP's filters, by which ACLs of RuleType Host are enforced. Large.
    .PARAMETER Context
        Of the collector.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Context)

    Get-DiagnosticProgramFile -Context $Context -Path 'firewall/profiles.txt' -Program 'netsh.exe' -Argument 'advfirewall', 'show', 'allprofiles'
    $command = 'Get-NetFirewallRule -PolicyStore ActiveStore | ' +
        'Select-Object Name, DisplayName, Enabled, Direction, Action, Profile, PolicyStoreSourceType | ConvertTo-Csv -NoTypeInformation'
    Get-DiagnosticProgramFile -Context $Context -Path 'firewall/rules.csv' -Program 'powershell.exe' -Argument '-NoProfile', '-NonInteractive', '-Command', $command
    # '-': to standard output instead of a file.
    Get-DiagnosticProgramFile -Context $Context -Path 'firewall/wfp-filters.xml' -Program 'netsh.exe' -Argument 'wfp', 'show', 'filters', 'file=-'
    Get-DiagnosticProgramFile -Context $Context -Path 'firewall/wfp-state.xml' -Program 'netsh.exe' -Argument 'wfp', 'show', 'state', 'file=-'
}
