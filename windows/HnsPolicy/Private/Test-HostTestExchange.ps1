function Test-HostTestExchange {
    <#
    .SYNOPSIS
        Whether a byte gets to the other end of a connection and another one back.
    .PARAMETER Connection
        From Open-HostTestConnection.
    .OUTPUTS
        $true or $false.
    #>
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
