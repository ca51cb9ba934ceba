function Remove-HostTestLeftover {
    <#
    .SYNOPSIS
        Removes what runs that were killed left behind.
    .PARAMETER Run
        A new run, for its calls.
    .PARAMETER Cmdlet
        $PSCmdlet of the command, which asks before each removal.
    .OUTPUTS
        What was removed, each with Kind, Id and Name.
    #>
    [CmdletBinding()]
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [System.Management.Automation.PSCmdlet] $Cmdlet
    )

    foreach ($kind in 'Endpoint', 'Namespace', 'Network') {
        foreach ($id in Get-HostTestObjectId -Run $Run -Kind $kind) {
            $document = Get-HostTestDocument -Run $Run -Kind $kind -Id $id
            $name = [string](Get-HostTestMember -Object $document -Name Name)
            $ours = $name.StartsWith('hns-policy-selftest-', [System.StringComparison]::Ordinal)
            # A namespace has no name.
            if ($kind -eq 'Namespace') { $ours = $id.StartsWith('5e1f7e57-', [System.StringComparison]::OrdinalIgnoreCase) }
            if (-not $ours -or -not $Cmdlet.ShouldProcess("$kind $id $name".TrimEnd(), 'Remove')) { continue }
            $namespace = [string](Get-HostTestMember -Object $document -Name HostComputeNamespace)
            $object = [pscustomobject]@{ Kind = $kind; Id = $id; Name = $name; Namespace = $namespace }
            Remove-HostTestObject -Run $Run -Object $object
            $object | Select-Object -Property Kind, Id, Name
        }
    }
}
