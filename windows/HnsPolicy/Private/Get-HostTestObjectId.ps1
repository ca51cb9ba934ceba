function Get-HostTestObjectId {
    <#
    .SYNOPSIS
        The ids of HNS's objects of one kind.
    .PARAMETER Run
        The run.
    .PARAMETER Kind
        Of the objects.
    .PARAMETER Filter
        What they must be like, as of hns-api.md 2.2.
    .OUTPUTS
        GUIDs as HNS spells them. A refusal is an exception.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [ValidateSet('Endpoint', 'Network', 'Namespace')] [string] $Kind = 'Endpoint',
        [System.Collections.IDictionary] $Filter = @{}
    )

    $result = Find-HostTestObject -Run $Run -Kind $Kind -Filter $Filter
    Assert-HostTestDone -Result $result
    $ids = ConvertFrom-Json -InputObject $result.Text
    foreach ($id in $ids) { [string]$id }
}
