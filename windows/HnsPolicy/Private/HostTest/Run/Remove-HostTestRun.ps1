# Removes everything the run created, newest first, with retries. Returns the objects that could not be removed.
function Remove-HostTestRun {
    [CmdletBinding()]
    [OutputType([psobject])]
    param([Parameter(Mandatory)] [psobject] $Run)

    # The next call may succeed after a timeout. Another timeout ends the loop.
    $Run.Hung = $false
    $reasons = @{}
    foreach ($wait in 200, 500, 1000, 2000, 0) {
        $left = $Run.Made.ToArray()
        [System.Array]::Reverse($left)
        foreach ($object in $left) {
            try {
                Remove-HostTestObject -Run $Run -Object $object
            } catch {
                $reasons[$object.Id] = $_.Exception.Message
            }
        }
        if ($Run.Made.Count -eq 0 -or $Run.Hung) { break }
        Start-Sleep -Milliseconds $wait
    }
    foreach ($object in $Run.Made) {
        [pscustomobject]@{ Kind = $object.Kind; Id = $object.Id; Name = $object.Name; Reason = $reasons[$object.Id] }
    }
}

# Removes the objects of killed runs. $Cmdlet confirms each removal.
function Remove-HostTestLeftover {
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
