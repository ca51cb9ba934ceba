function Send-HostTestMember {
    <#
    .SYNOPSIS
        Puts an endpoint into its namespace, or takes it out.
    .PARAMETER Run
        The run.
    .PARAMETER Endpoint
        With Id and Namespace.
    .PARAMETER RequestType
        Add or Remove.
    .OUTPUTS
        The bridge's result.
    #>
    [CmdletBinding()]
    [OutputType('HnsPolicy.Bridge.HcnResult')]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [psobject] $Endpoint,
        [Parameter(Mandatory)] [ValidateSet('Add', 'Remove')] [string] $RequestType
    )

    $document = [ordered]@{ ResourceType = 'Endpoint'; RequestType = $RequestType; Settings = [ordered]@{ EndpointId = $Endpoint.Id } }
    Invoke-HostTestCall -Run $Run -Name HcnModifyNamespace -Id $Endpoint.Namespace -Document (ConvertTo-HostTestJson -Document $document) -Quiet
}
