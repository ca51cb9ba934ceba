function New-HostTestSocket {
    <#
    .SYNOPSIS
        A TCP socket in the compartment of an endpoint, bound to its address.
    .DESCRIPTION
        Soon after an endpoint was attached its address may not be there yet; for ten seconds that is tried again.
    .PARAMETER Endpoint
        With Address and Compartment.
    .PARAMETER Port
        To bind; 0 leaves the choice to the system.
    .OUTPUTS
        The socket.
    #>
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
            $socket = [System.Net.Sockets.Socket]::new([System.Net.Sockets.AddressFamily]::InterNetwork, 'Stream', 'Tcp')
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
