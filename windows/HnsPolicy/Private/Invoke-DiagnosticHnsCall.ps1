function Invoke-DiagnosticHnsCall {
    <#
    .SYNOPSIS
        One call to HNS that reads.
    .PARAMETER Name
        Of the export: HcnEnumerateNetworks, HcnQueryEndpointProperties, HNSCall.
    .PARAMETER Id
        GUID of the object; for HNSCall method and path.
    .PARAMETER Document
        The query as JSON text.
    .OUTPUTS
        HNS's text. Throws what Invoke-HnsCall throws.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [string] $Name,
        [AllowEmptyString()] [string] $Id = '',
        [AllowEmptyString()] [string] $Document = ''
    )

    $recording = Get-DiagnosticRecording -Key "$Name $Id".Trim()
    if ($recording -and $recording.Found) {
        if ($recording.Hangs) { [System.Threading.Thread]::Sleep([System.Threading.Timeout]::Infinite) }
        if ($recording.Fails) { throw $recording.Fails }
        return $recording.Text
    }
    Invoke-HnsCall -Name $Name -Id $Id -Document $Document
}
