function Connect-HostTestSocket {
    <#
    .SYNOPSIS
        Connects from an endpoint.
    .PARAMETER Request
        With From, Address and TargetPort.
    .PARAMETER Milliseconds
        To wait.
    .OUTPUTS
        The socket; nothing when it was not answered, or refused.
    #>
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
