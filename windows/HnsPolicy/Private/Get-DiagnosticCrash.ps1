function Get-DiagnosticCrash {
    <#
    .SYNOPSIS
        Reads the events 7031 and 7034 of the Service Control Manager. A cut end does not matter.
    .PARAMETER Text
        XML of wevtutil.
    .OUTPUTS
        Service (key name where the event has it, else the display name), Time (text, UTC).
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Text)

    foreach ($match in [regex]::Matches($Text, '(?s)<Event\b.*?</Event>')) {
        $event = $match.Value
        if ($event -notmatch '<EventID[^>]*>(?:7031|7034)</EventID>') { continue }
        $service = ''
        if ($event -match '<Data Name=.param1.>([^<]*)</Data>') { $service = [System.Net.WebUtility]::HtmlDecode($Matches[1]) }
        # The key name in UTF-16, sometimes with more behind a slash; the display name is translated.
        if ($event -match '<Binary>((?:[0-9A-Fa-f]{4})+)</Binary>') {
            $key = -join @([regex]::Matches($Matches[1], '(..)(..)') | ForEach-Object { [char][System.Convert]::ToInt32($_.Groups[2].Value + $_.Groups[1].Value, 16) })
            $key = $key.Split([char[]]@([char]0, '/'))[0]
            if ($key -ne '') { $service = $key }
        }
        $time = ''
        if ($event -match '<TimeCreated SystemTime=.([^''"]+)') { $time = $Matches[1] }
        if ($service -eq 'Host Network Service') { $service = 'hns' }
        [pscustomobject]@{ Service = $service; Time = $time }
    }
}
