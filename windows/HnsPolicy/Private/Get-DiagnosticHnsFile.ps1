function Get-DiagnosticHnsFile {
    <#
    .SYNOPSIS
        HNS's answer to one call as a file of the bundle, or why there is none.
    .PARAMETER Path
        Place in the bundle.
    .PARAMETER Name
        Of the export.
    .PARAMETER Id
        GUID of the object; for HNSCall method and path.
    .OUTPUTS
        A file or a problem.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [string] $Name,
        [AllowEmptyString()] [string] $Id = ''
    )

    try {
        $text = Invoke-DiagnosticHnsCall -Name $Name -Id $Id
    }
    catch {
        New-DiagnosticHnsProblem -Subject "$Name $Id".Trim() -ErrorRecord $_
        return
    }
    New-DiagnosticFile -Path $Path -Text $text
    # A v1 call that failed says so in its answer alone.
    $answer = ConvertFrom-DiagnosticJson -Text $text
    if ($Name -eq 'HNSCall' -and (Get-DiagnosticValue $answer 'Success' $true) -eq $false) {
        New-DiagnosticProblem -Kind failed -Subject "$Name $Id" -Message (Get-DiagnosticValue $answer 'Error' 'HNS refused')
    }
}
