function Remove-HostTestRun {
    <#
    .SYNOPSIS
        Removes everything that the run has made, the newest first, and tries again for some seconds what HNS does not take.
    .PARAMETER Run
        The run.
    .OUTPUTS
        What is left behind all the same, each with Kind, Id, Name and Reason.
    #>
    [CmdletBinding()]
    [OutputType([psobject])]
    param([Parameter(Mandatory)] [psobject] $Run)

    # An answer that was late says nothing about the next one; but one more that is late ends it.
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
