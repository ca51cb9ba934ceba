function Get-DiagnosticHnsObject {
    <#
    .SYNOPSIS
        Every HNS object of a kind, as its v2 document.
    .PARAMETER Context
        Of the collector.
    .PARAMETER Kind
        Network, Endpoint or Namespace.
    .OUTPUTS
        Objects with Record = 'document', Id and Text; problems for those that could not be read.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [hashtable] $Context,
        [Parameter(Mandatory)] [ValidateSet('Network', 'Endpoint', 'Namespace')] [string] $Kind
    )

    $call = "HcnEnumerate${Kind}s"
    try {
        $ids = @(ConvertFrom-DiagnosticJson -Text (Invoke-DiagnosticHnsCall -Name $call))
    }
    catch {
        New-DiagnosticHnsProblem -Subject $call -ErrorRecord $_
        return
    }
    foreach ($id in $ids) {
        if ([datetime]::UtcNow -gt $Context.Deadline) {
            New-DiagnosticProblem -Kind timed-out -Subject $call -Message 'not all of them could be read in time'
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
