function Test-HostNamespaceCompartment {
    <#
    .SYNOPSIS
        Whether HNS knows the field CreateWithCompartment of a namespace.
    .PARAMETER Run
        The run.
    .OUTPUTS
        accept or refuse.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $namespace = [pscustomobject]@{ Kind = 'Namespace'; Id = New-HostTestId; Name = '' }
    $document = [ordered]@{ Type = 'Host'; CreateWithCompartment = $true; SchemaVersion = [ordered]@{ Major = 2; Minor = 2 } }
    $result = Invoke-HostTestCreate -Run $Run -Object $namespace -Document $document
    if ($result.Succeeded) { 'accept' } else { 'refuse' }
}
