# Opens one connection after another while the script block runs.
function Watch-HostTestConnection {
    [CmdletBinding()]
    [OutputType([psobject])]
    param([Parameter(Mandatory)] [hashtable] $Request)

    $state = [hashtable]::Synchronized(@{ Stop = $false; Attempts = 0; Arrived = 0; Problem = '' })
    $listener = New-HostTestSocket -Endpoint $Request.To -Port $Request.Port
    $shell = [powershell]::Create()
    try {
        $listener.Listen(100)
        # The new runspace has the bridge and .NET, but not the module's functions.
        $null = $shell.AddScript({
                param($State, $From, $Compartment, $To, $Port)
                try {
                    while (-not $State.Stop) {
                        $entered = [HnsPolicy.Bridge.Compartment]::Enter([uint32]$Compartment)
                        try {
                            $socket = [System.Net.Sockets.Socket]::new([System.Net.Sockets.AddressFamily]::InterNetwork, 'Stream', 'Tcp')
                        } finally {
                            $entered.Dispose()
                        }
                        try {
                            $socket.Bind([System.Net.IPEndPoint]::new([System.Net.IPAddress]::Parse($From), 0))
                            $pending = $socket.BeginConnect([System.Net.IPAddress]::Parse($To), $Port, $null, $null)
                            if ($pending.AsyncWaitHandle.WaitOne(50)) {
                                $socket.EndConnect($pending)
                                $State.Arrived++
                            }
                        } catch [System.Net.Sockets.SocketException] {
                            # A rejected connection counts as blocked.
                            $null = $_
                        } finally {
                            $socket.Dispose()
                        }
                        $State.Attempts++
                    }
                } catch {
                    $State.Problem = $_.Exception.Message
                }
            }).AddArgument($state).AddArgument($Request.From.Address).AddArgument($Request.From.Compartment).AddArgument($Request.Address).AddArgument($Request.TargetPort)
        $running = $shell.BeginInvoke()
        try {
            & $Request.While
        } finally {
            $state.Stop = $true
            $null = $shell.EndInvoke($running)
        }
        if ($state.Problem -ne '') { throw $state.Problem }
        [pscustomobject]@{ Attempts = $state.Attempts; Arrived = $state.Arrived }
    } finally {
        $shell.Dispose()
        $listener.Dispose()
    }
}
