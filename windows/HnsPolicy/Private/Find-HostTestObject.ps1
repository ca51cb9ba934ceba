function Find-HostTestObject {
    <#
    .SYNOPSIS
        Enumerates HNS's objects of one kind.
    .PARAMETER Run
        The run.
    .PARAMETER Kind
        Of the objects.
    .PARAMETER Filter
        What they must be like.
    .OUTPUTS
        The bridge's result.
    #>
    [CmdletBinding()]
    [OutputType('HnsPolicy.Bridge.HcnResult')]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [string] $Kind,
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Filter
    )

    $query = [ordered]@{ SchemaVersion = [ordered]@{ Major = 2; Minor = 0 } }
    # A document in a document, as text.
    if ($Filter.Count -gt 0) { $query.Filter = ConvertTo-HostTestJson -Document $Filter }
    Invoke-HostTestCall -Run $Run -Name "HcnEnumerate${Kind}s" -Document (ConvertTo-HostTestJson -Document $query)
}
