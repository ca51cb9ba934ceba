function Test-HostNotFound {
    <#
    .SYNOPSIS
        The code for an object that is not there.
    .PARAMETER Run
        The run.
    .PARAMETER Kind
        Of the object.
    .OUTPUTS
        The name of the HRESULT, or accepted.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [string] $Kind
    )

    $query = '{"SchemaVersion":{"Major":2,"Minor":0}}'
    Get-HostTestCode -Result (Invoke-HostTestCall -Run $Run -Name "HcnQuery${Kind}Properties" -Id (New-HostTestId) -Document $query)
}
