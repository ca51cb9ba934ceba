# Changes an endpoint's policies, or the network's if no endpoint is given.
function Send-HostTestPolicy {
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

function Send-HostTestRequest {
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
