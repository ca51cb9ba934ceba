# Moves packets between two endpoints of the self-test with TCP sockets in their compartments. It throws if the probe itself fails, and
# never because a packet was blocked. It has not run on a Windows host yet. Windows documents SetCurrentThreadCompartmentId, and that a
# socket belongs to the compartment of the thread that created it. It is unknown if an endpoint's address is usable in its compartment
# without a container. If not, the probe throws and the questions that need packets are answered 'unknown'.
# From and To are endpoints with Address and Compartment. The other members of the request depend on Operation:
#   Connect  From, To, Port (To listens on it), Address and TargetPort (From connects to them). $true if a byte went there and back.
#   Open     As Connect. Returns a connection that stays open.
#   Use      Connection. $true if a byte went there and back.
#   Close    Connection.
#   Watch    As Connect, plus the script block While. Opens connections while it runs and returns Attempts and Arrived.
function Send-HnsPolicyProbe {
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

# Sends one byte in each direction.
function Test-HostTestExchange {
    [CmdletBinding()]
    [OutputType([bool])]
    param([Parameter(Mandatory)] [psobject] $Connection)

    try {
        foreach ($ends in @($Connection.Client, $Connection.Server), @($Connection.Server, $Connection.Client)) {
            $byte = [byte[]]@(42)
            $ends[1].ReceiveTimeout = 3000
            if ($ends[0].Send($byte) -ne 1 -or $ends[1].Receive($byte) -ne 1) { return $false }
        }
        $true
    } catch [System.Net.Sockets.SocketException] {
        $false
    }
}
