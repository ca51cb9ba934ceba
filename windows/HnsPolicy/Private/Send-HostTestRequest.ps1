function Send-HostTestRequest {
    <#
    .SYNOPSIS
        A request to an endpoint or to the network, whatever is in it.
    .PARAMETER Run
        The run.
    .PARAMETER Endpoint
        To change; without one the network is.
    .PARAMETER Document
        The request.
    .OUTPUTS
        The bridge's result.
    #>
    [CmdletBinding()]
    [OutputType('HnsPolicy.Bridge.HcnResult')]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [psobject] $Endpoint,
        [Parameter(Mandatory)] [object] $Document
    )

    $target = @{ Name = 'HcnModifyNetwork'; Id = $Run.Network.Id }
    if ($null -ne $Endpoint) { $target = @{ Name = 'HcnModifyEndpoint'; Id = $Endpoint.Id } }
    Invoke-HostTestCall -Run $Run @target -Document (ConvertTo-HostTestJson -Document $Document)
}
