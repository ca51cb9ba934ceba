function Get-HostTestDocument {
    <#
    .SYNOPSIS
        What HNS says of one object.
    .PARAMETER Run
        The run.
    .PARAMETER Kind
        Of the object.
    .PARAMETER Id
        GUID of the object.
    .PARAMETER Query
        JSON text; by default one for v2 documents.
    .PARAMETER Quiet
        As for Invoke-HostTestCall.
    .OUTPUTS
        The parsed document. A refusal is an exception.
    #>
    [CmdletBinding()]
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [ValidateSet('Endpoint', 'Network', 'Namespace')] [string] $Kind = 'Endpoint',
        [Parameter(Mandatory)] [string] $Id,
        [AllowEmptyString()] [string] $Query = '{"SchemaVersion":{"Major":2,"Minor":0}}',
        [switch] $Quiet
    )

    $result = Invoke-HostTestCall -Run $Run -Name "HcnQuery${Kind}Properties" -Id $Id -Document $Query -Quiet:$Quiet
    Assert-HostTestDone -Result $result
    ConvertFrom-Json -InputObject $result.Text
}
