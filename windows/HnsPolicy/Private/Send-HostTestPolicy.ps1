function Send-HostTestPolicy {
    <#
    .SYNOPSIS
        A request about policies, to an endpoint or to the network.
    .PARAMETER Run
        The run.
    .PARAMETER Endpoint
        To change; without one the network is.
    .PARAMETER RequestType
        Of the request.
    .PARAMETER Policies
        That are sent.
    .OUTPUTS
        The bridge's result.
    #>
    [CmdletBinding()]
    [OutputType('HnsPolicy.Bridge.HcnResult')]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [psobject] $Endpoint,
        [string] $RequestType = 'Update',
        [Parameter(Mandatory)] [AllowEmptyCollection()] [object[]] $Policies
    )

    $document = [ordered]@{ ResourceType = 'Policy'; RequestType = $RequestType; Settings = [ordered]@{ Policies = $Policies } }
    Send-HostTestRequest -Run $Run -Endpoint $Endpoint -Document $document
}
