function Get-HnsObjectId {
    <#
    .SYNOPSIS
        The ids of HNS's objects of one kind.
    .PARAMETER Kind
        Of the objects.
    .PARAMETER State
        Only endpoints in the state of this number (hns-api.md 2.3). Not every build tells the state of an endpoint otherwise.
    .OUTPUTS
        GUIDs as HNS spells them, sorted.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [ValidateSet('Endpoints', 'Networks', 'Namespaces')] [string] $Kind,
        [Nullable[int]] $State
    )

    $filter = ''
    if ($null -ne $State) { $filter = ',"Filter":"{\"State\":' + $State + '}"' }
    $answer = Invoke-HnsCall -Name "HcnEnumerate$Kind" -Id '' -Document ('{"SchemaVersion":{"Major":2,"Minor":0}' + $filter + '}')
    $ids = @(foreach ($id in Split-JsonText -As Array -Json $answer) { ConvertFrom-JsonText -Json $id })
    $ids | Sort-Object
}
