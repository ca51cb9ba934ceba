function Read-HnsObject {
    <#
    .SYNOPSIS
        One object of HNS as its members.
    .PARAMETER Kind
        Of the object.
    .PARAMETER Id
        GUID of the object.
    .OUTPUTS
        A dictionary as of Split-JsonText; nothing when there is no such object, or no longer.
    #>
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
