function Test-HostQuerySchema {
    <#
    .SYNOPSIS
        Which documents a query without a version returns.
    .PARAMETER Run
        The run.
    .PARAMETER Query
        JSON text, or ''.
    .OUTPUTS
        v2, v1 or refuse.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Query
    )

    $endpoint = New-HostTestEndpoint -Run $Run
    $result = Invoke-HostTestCall -Run $Run -Name HcnQueryEndpointProperties -Id $endpoint.Id -Document $Query
    if (-not $result.Succeeded) { return 'refuse' }
    $document = ConvertFrom-Json -InputObject $result.Text
    if ($null -ne (Get-HostTestMember -Object $document -Name HostComputeNetwork)) { return 'v2' }
    if ($null -ne (Get-HostTestMember -Object $document -Name VirtualNetwork)) { return 'v1' }
    throw 'the document names no network'
}
