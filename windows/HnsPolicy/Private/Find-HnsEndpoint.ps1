# hns-api.md 2.3, by number.
$script:EndpointStates = 'Uninitialized', 'Created', 'Attached', 'AttachedSharing', 'Detached', 'Degraded', 'Destroyed'

function Find-HnsEndpoint {
    <#
    .SYNOPSIS
        The endpoints of this node that belong to running containers, as they are now.
    .PARAMETER Cmdlet
        $PSCmdlet of the exported command: an endpoint that cannot be read is reported there, and the others are returned.
    .PARAMETER All
        Also those of other nodes and those that are in no running container.
    .OUTPUTS
        Endpoints as of Read-HnsEndpoint, sorted by Id, State by name; '' where HNS does not tell it.
    #>
    [CmdletBinding()]
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory)] [System.Management.Automation.PSCmdlet] $Cmdlet,
        [switch] $All
    )

    # Attached first: one that becomes AttachedSharing meanwhile is not missed.
    $asked = 2, 3
    if ($All) { $asked = 0..6 }
    $states = @{}
    foreach ($state in $asked) {
        try {
            foreach ($id in Get-HnsObjectId -Kind Endpoints -State $state) { $states[$id] = $state }
        } catch {
            # A build may not know a state that no container is in; what it has no name for is listed without one.
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
        # The document is newer, where it tells.
        $state = $endpoint.State
        if ($state -eq '') { $state = $states[$id] }
        if (-not $All -and ($endpoint.Remote -or $state -notin 2, 3)) { continue }
        if ($state -match '^[0-6]$') { $endpoint.State = $script:EndpointStates[[int]$state] }
        $endpoint
    }
}
