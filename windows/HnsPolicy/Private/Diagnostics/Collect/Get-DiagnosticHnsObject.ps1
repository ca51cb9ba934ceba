# Returns records 'document' with Id and Text, and a problem for each object that could not be read.
function Get-DiagnosticHnsObject {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [hashtable] $Context,
        [Parameter(Mandatory)] [ValidateSet('Network', 'Endpoint', 'Namespace')] [string] $Kind
    )

    $call = "HcnEnumerate${Kind}s"
    try {
        $ids = @(ConvertFrom-DiagnosticJson -Strict -Text (Invoke-DiagnosticHnsCall -Name $call))
    }
    catch {
        New-DiagnosticHnsProblem -Subject $call -ErrorRecord $_
        return
    }
    foreach ($id in $ids) {
        if ([datetime]::UtcNow -gt $Context.Deadline) {
            New-DiagnosticProblem -Kind timed-out -Subject $call -Message 'incomplete because of the timeout'
            return
        }
        try {
            $text = Invoke-DiagnosticHnsCall -Name "HcnQuery${Kind}Properties" -Id $id
        }
        catch {
            New-DiagnosticHnsProblem -Subject "HcnQuery${Kind}Properties $id" -ErrorRecord $_
            continue
        }
        [pscustomobject]@{ Record = 'document'; Id = [string]$id; Text = $text }
    }
}

# Writes all objects of one kind as a JSON array of v2 documents.
function Get-DiagnosticHnsListFile {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [hashtable] $Context,
        [Parameter(Mandatory)] [ValidateSet('Network', 'Namespace')] [string] $Kind,
        [Parameter(Mandatory)] [string] $Path
    )

    $found = @(Get-DiagnosticHnsObject -Context $Context -Kind $Kind)
    $problems = @($found | Where-Object { $_.Record -eq 'problem' })
    $documents = @($found | Where-Object { $_.Record -eq 'document' } | ForEach-Object { $_.Text })
    if ($documents.Count -gt 0 -or $problems.Count -eq 0) {
        New-DiagnosticFile -Path $Path -Text ("[`n" + ($documents -join ",`n") + "`n]`n")
    }
    $problems
}
