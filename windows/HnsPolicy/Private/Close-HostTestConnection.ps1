function Close-HostTestConnection {
    <#
    .SYNOPSIS
        Closes the sockets of a connection, that of the connecting side first.
    .PARAMETER Connection
        From Open-HostTestConnection.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [psobject] $Connection)

    foreach ($socket in $Connection.Client, $Connection.Server, $Connection.Listener) {
        if ($null -ne $socket) { $socket.Dispose() }
    }
}
