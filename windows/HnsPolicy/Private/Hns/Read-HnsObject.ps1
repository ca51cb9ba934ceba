# Returns the members of the object's v2 document, as Split-JsonText does. Returns no value if HNS has no such object.
function Read-HnsObject {
    [CmdletBinding()]
    [OutputType([System.Collections.Generic.Dictionary[string, string]])]
    param(
        [Parameter(Mandatory)] [ValidateSet('Endpoint', 'Network')] [string] $Kind,
        [Parameter(Mandatory)] [string] $Id
    )

    try {
        $answer = Invoke-HnsCall -Name "HcnQuery${Kind}Properties" -Id $Id -Document '{"SchemaVersion":{"Major":2,"Minor":0}}'
    } catch {
        if ($_.CategoryInfo.Category -eq 'ObjectNotFound') { return }
        throw
    }
    $object = Split-JsonText -As Object -Json $answer
    , $object
}

# Returns the sorted GUIDs in HNS's spelling.
function Get-HnsObjectId {
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
