function New-HostTestNamespace {
    <#
    .SYNOPSIS
        Makes a namespace, with a compartment where this HNS can be asked for one.
    .DESCRIPTION
        From HNS 15.2 a namespace that is ReadyOnCreate has its compartment at once. Before that CreateWithCompartment asks for one, a field that some
        builds do not know. Without either the compartment may come with a container only; then no socket gets into it, and the probe says so.
    .PARAMETER Run
        The run.
    .OUTPUTS
        The namespace, with Id and Compartment.
    #>
    [CmdletBinding()]
    [OutputType([psobject])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $ways = @(
        [ordered]@{ Type = 'Host'; CreateWithCompartment = $true; SchemaVersion = [ordered]@{ Major = 2; Minor = 2 } }
        [ordered]@{ Type = 'Host'; SchemaVersion = [ordered]@{ Major = 2; Minor = 0 } }
    )
    if ([version]"$($Run.Version.Major).$($Run.Version.Minor)" -ge [version]'15.2') {
        $ways = @([ordered]@{ Type = 'Host'; ReadyOnCreate = $true; SchemaVersion = [ordered]@{ Major = 2; Minor = 0 } }) + $ways
    }
    $namespace = [pscustomobject]@{ Kind = 'Namespace'; Id = New-HostTestId; Name = ''; Compartment = 0 }
    foreach ($way in $ways) {
        $result = Invoke-HostTestCreate -Run $Run -Object $namespace -Document $way
        if ($result.Succeeded) { break }
    }
    Assert-HostTestDone -Result $result
    $document = Get-HostTestDocument -Run $Run -Kind Namespace -Id $namespace.Id
    $namespace.Compartment = [int](Get-HostTestMember -Object $document -Name NamespaceId)
    $namespace
}
