# docs/reference/hns-api.md section 2.3, by number.
$script:EndpointStates = 'Uninitialized', 'Created', 'Attached', 'AttachedSharing', 'Detached', 'Degraded', 'Destroyed'

# Returns the endpoints of running containers on this node, sorted by Id, with the name of their State ('' if HNS does not return it).
# Reports an endpoint that cannot be read as an error of $Cmdlet and continues. -All includes remote endpoints and those in no running
# container.
function Find-HnsEndpoint {
    [CmdletBinding()]
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory)] [System.Management.Automation.PSCmdlet] $Cmdlet,
        [switch] $All
    )

    # Attached comes first, so that an endpoint that becomes AttachedSharing meanwhile is found.
    $asked = 2, 3
    if ($All) { $asked = 0..6 }
    $states = @{}
    foreach ($state in $asked) {
        try {
            foreach ($id in Get-HnsObjectId -Kind Endpoints -State $state) { $states[$id] = $state }
        } catch {
            # Some builds reject the states that no container has. Endpoints in such a state are listed without one.
            if ($state -in 2, 3) { throw }
        }
    }
    $ids = @($states.Keys)
    if ($All) { $ids = @(Get-HnsObjectId -Kind Endpoints) }
    foreach ($id in $ids | Sort-Object) {
        try {
            $endpoint = Read-HnsEndpoint -Id $id
        } catch {
            Write-CommandError -Cmdlet $Cmdlet -ErrorRecord $_
            continue
        }
        if ($null -eq $endpoint) { continue }
        # The document is newer than the list, if it has a state.
        $state = $endpoint.State
        if ($state -eq '') { $state = $states[$id] }
        if (-not $All -and ($endpoint.Remote -or $state -notin 2, 3)) { continue }
        if ($state -match '^[0-6]$') { $endpoint.State = $script:EndpointStates[[int]$state] }
        $endpoint
    }
}
