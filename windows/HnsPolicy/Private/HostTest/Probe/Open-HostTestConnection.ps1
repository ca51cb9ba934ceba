# Client and Server are $null if the connection was not established.
function Open-HostTestConnection {
    [CmdletBinding()]
    [OutputType([psobject])]
    param([Parameter(Mandatory)] [hashtable] $Request)

    $connection = [pscustomobject]@{ Listener = $null; Client = $null; Server = $null }
    try {
        $connection.Listener = New-HostTestSocket -Endpoint $Request.To -Port $Request.Port
        $connection.Listener.Listen(1)
        # Neighbour discovery may drop the first packet.
        for ($attempt = 1; $attempt -le 2 -and $null -eq $connection.Client; $attempt++) {
            $connection.Client = Connect-HostTestSocket -Request $Request -Milliseconds 1500
        }
        if ($null -ne $connection.Client) {
            if (-not $connection.Listener.Poll(1500000, [System.Net.Sockets.SelectMode]::SelectRead)) {
                $connection.Client.Dispose()
                $connection.Client = $null
            } else {
                $connection.Server = $connection.Listener.Accept()
            }
        }
        $connection
    } catch {
        Close-HostTestConnection -Connection $connection
        throw
    }
}

# Returns no value if the connection was rejected or timed out.
function Connect-HostTestSocket {
    [CmdletBinding()]
    [OutputType([System.Net.Sockets.Socket])]
    param(
        [Parameter(Mandatory)] [hashtable] $Request,
        [Parameter(Mandatory)] [int] $Milliseconds
    )

    $socket = New-HostTestSocket -Endpoint $Request.From
    $connected = $false
    try {
        $pending = $socket.BeginConnect([System.Net.IPAddress]::Parse($Request.Address), $Request.TargetPort, $null, $null)
        if ($pending.AsyncWaitHandle.WaitOne($Milliseconds)) {
            $socket.EndConnect($pending)
            $connected = $true
            return $socket
        }
    } catch [System.Net.Sockets.SocketException] {
        Write-Verbose -Message $_.Exception.Message
    } finally {
        if (-not $connected) { $socket.Dispose() }
    }
}

function Close-HostTestConnection {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [psobject] $Connection)

    foreach ($socket in $Connection.Client, $Connection.Server, $Connection.Listener) {
        if ($null -ne $socket) { $socket.Dispose() }
    }
}

# Creates a TCP socket in the endpoint's compartment, for the family of its address. The endpoint's address may take a while to appear after attaching, so binding is
# retried for ten seconds.
function New-HostTestSocket {
    [CmdletBinding()]
    [OutputType([System.Net.Sockets.Socket])]
    param(
        [Parameter(Mandatory)] [psobject] $Endpoint,
        [int] $Port = 0
    )

    $address = [System.Net.IPEndPoint]::new([System.Net.IPAddress]::Parse($Endpoint.Address), $Port)
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    while ($true) {
        $compartment = [HnsPolicy.Bridge.Compartment]::Enter([uint32]$Endpoint.Compartment)
        $socket = $null
        try {
            $socket = [System.Net.Sockets.Socket]::new($address.AddressFamily, 'Stream', 'Tcp')
            $socket.Bind($address)
            return $socket
        } catch [System.Net.Sockets.SocketException] {
            if ($null -ne $socket) { $socket.Dispose() }
            if ($watch.Elapsed.TotalSeconds -gt 10) { throw "no socket at $address in compartment $($Endpoint.Compartment): $($_.Exception.Message)" }
        } finally {
            $compartment.Dispose()
        }
        Start-Sleep -Milliseconds 250
    }
}
