function Send-HnsPolicyProbe {
    <#
    .SYNOPSIS
        Moves packets between two endpoints of the self-test, with TCP sockets in their compartments.
    .DESCRIPTION
        This has never run on a Windows host: nobody who wrote it had one. What it needs of Windows is documented (SetCurrentThreadCompartmentId, and that a
        socket belongs to the compartment in which its thread made it); whether an endpoint's address can be used in its compartment without a container
        shows when it is tried. Where it cannot, it fails, and the questions that need packets are answered unknown.
    .PARAMETER Request
        Operation and what belongs to it. From and To are endpoints with Address and Compartment.
        Connect: From, To, Port (To listens at it), Address and TargetPort (From connects to them). $true when a byte got there and back.
        Open:    the same; a connection that stays open.
        Use:     Connection. $true when a byte gets there and back.
        Close:   Connection.
        Watch:   as Connect, and While, a script block: tries one connection after the other for as long as it runs; Attempts and Arrived.
    .OUTPUTS
        As said there. An exception means that the probe does not work, and never that a packet was blocked.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Request)

    switch ($Request.Operation) {
        'Connect' {
            $connection = Open-HostTestConnection -Request $Request
            try {
                $null -ne $connection.Client -and (Test-HostTestExchange -Connection $connection)
            } finally {
                Close-HostTestConnection -Connection $connection
            }
        }
        'Open' {
            $connection = Open-HostTestConnection -Request $Request
            if ($null -eq $connection.Client) {
                Close-HostTestConnection -Connection $connection
                throw 'the connection did not arrive'
            }
            $connection
        }
        'Use' { Test-HostTestExchange -Connection $Request.Connection }
        'Close' { Close-HostTestConnection -Connection $Request.Connection }
        'Watch' { Watch-HostTestConnection -Request $Request }
        default { throw "there is no operation '$_'" }
    }
}
