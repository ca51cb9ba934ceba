function Get-DiagnosticEndpointPort {
    <#
    .SYNOPSIS
        The VFP port of an endpoint, and what vfpctrl says of it.
    .PARAMETER Text
        Files by their path.
    .PARAMETER Port
        Of Get-DiagnosticVfpPort; none where there is no VFP.
    .PARAMETER Id
        Of the endpoint; HNS gives the port this name.
    .PARAMETER Mac
        Of the endpoint.
    .PARAMETER Document
        The endpoint's v1 document: the one that names the port by its GUID.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Text,
        [Parameter(Mandatory)] [AllowEmptyCollection()] [object[]] $Port,
        [Parameter(Mandatory)] [string] $Id,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Mac,
        [Parameter(Mandatory)] [AllowNull()] [object] $Document
    )

    if ($Port.Count -eq 0) { return }
    $guid = ''
    foreach ($allocator in @(Get-DiagnosticValue $Document @('Resources', 'Allocators') @())) {
        if ((Get-DiagnosticValue $allocator 'Tag' '') -eq 'Endpoint Port') { $guid = Get-DiagnosticValue $allocator 'EndpointPortGuid' '' }
    }
    $own = $null
    if ($guid -ne '') { $own = $Port | Where-Object { $_.Port -eq $guid } | Select-Object -First 1 }
    else { $own = $Port | Where-Object { $_.FriendlyName -eq $Id -or ($Mac -ne '' -and $_.Mac -eq $Mac) } | Select-Object -First 1 }
    if (-not $own -and $guid -eq '') { return }
    if ($own) { $guid = $own.Port }
    $folder = "vfp/$guid"
    $blocked = $null
    if ($Text.Contains("$folder/state.txt") -and $Text["$folder/state.txt"] -match '(?im)^\s*Blocked\s*:\s*(TRUE|FALSE)\s*$') { $blocked = $Matches[1] -eq 'TRUE' }
    $rules = $null
    if ($Text.Contains("$folder/acl-rules.txt")) {
        $rules = @([regex]::Matches($Text["$folder/acl-rules.txt"], '(?im)^\s*Friendly name\s*:\s*(.*?)\s*$') | ForEach-Object { $_.Groups[1].Value })
    }
    [pscustomobject]@{ Guid = $guid; Listed = $null -ne $own; Blocked = $blocked; RuleNames = $rules; Folder = $folder }
}
