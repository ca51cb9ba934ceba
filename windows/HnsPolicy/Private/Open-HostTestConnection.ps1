function Open-HostTestConnection {
    <#
    .SYNOPSIS
        Listens on one endpoint and connects from the other.
    .PARAMETER Request
        As for the operation Connect of Send-HnsPolicyProbe.
    .OUTPUTS
        Listener, Client and Server; Client and Server are $null when the connection did not come about.
    #>
    [CmdletBinding()]
    [OutputType([psobject])]
    param([Parameter(Mandatory)] [hashtable] $Request)

    $connection = [pscustomobject]@{ Listener = $null; Client = $null; Server = $null }
    try {
        $connection.Listener = New-HostTestSocket -Endpoint $Request.To -Port $Request.Port
        $connection.Listener.Listen(1)
        # A first packet may get lost while the neighbours are looked for.
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
