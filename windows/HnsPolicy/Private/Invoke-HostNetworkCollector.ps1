function Invoke-HostNetworkCollector {
    <#
    .SYNOPSIS
        The host's own network: addresses of every compartment, routes, interfaces, port ranges.
    .PARAMETER Context
        Of the collector.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Context)

    $commands = [ordered]@{
        'ipconfig.txt'               = @('ipconfig.exe', '/allcompartments', '/all')
        'routes.txt'                 = @('route.exe', 'print')
        'arp.txt'                    = @('arp.exe', '-a')
        'interfaces-ipv4.txt'        = @('netsh.exe', 'interface', 'ipv4', 'show', 'interfaces')
        'interfaces-ipv6.txt'        = @('netsh.exe', 'interface', 'ipv6', 'show', 'interfaces')
        'excluded-ports-tcp.txt'     = @('netsh.exe', 'interface', 'ipv4', 'show', 'excludedportrange', 'tcp')
        'excluded-ports-udp.txt'     = @('netsh.exe', 'interface', 'ipv4', 'show', 'excludedportrange', 'udp')
        'dynamic-ports-tcp.txt'      = @('netsh.exe', 'interface', 'ipv4', 'show', 'dynamicportrange', 'tcp')
        'dynamic-ports-udp.txt'      = @('netsh.exe', 'interface', 'ipv4', 'show', 'dynamicportrange', 'udp')
        'connections.txt'            = @('netstat.exe', '-ano')
        'virtual-switch-network.txt' = @('nvspinfo.exe', '-a', '-i', '-h', '-D', '-p', '-d', '-m', '-q')
    }
    foreach ($name in $commands.Keys) {
        $program, $arguments = $commands[$name]
        Get-DiagnosticProgramFile -Context $Context -Path "network/$name" -Program $program -Argument $arguments
    }
}
