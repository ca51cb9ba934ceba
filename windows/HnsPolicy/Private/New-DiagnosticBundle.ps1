function New-DiagnosticBundle {
    <#
    .SYNOPSIS
        The files as they go into the zip: secrets removed, cut to size, and no more than fit.
    .PARAMETER Collector
        Results of Invoke-DiagnosticCollector. Secrets are removed from their problems, too.
    .PARAMETER MaxFileBytes
        For each file.
    .PARAMETER MaxTotalBytes
        For all.
    .OUTPUTS
        Text (by path, uncut, for findings) and Files (Path, Collector, Bytes or $null when left out, OriginalBytes, Cut, Removed).
    #>
    [CmdletBinding()]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Changes nothing outside this process.')]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [AllowEmptyCollection()] [object[]] $Collector,
        [Parameter(Mandatory)] [int] $MaxFileBytes,
        [Parameter(Mandatory)] [int] $MaxTotalBytes
    )

    $text = [ordered]@{}
    $total = 0
    $files = foreach ($result in $Collector) {
        # Command lines and errors may quote what is secret.
        foreach ($problem in $result.Problems) {
            foreach ($part in 'Subject', 'Message') { $problem.$part = (Protect-DiagnosticText -Text $problem.$part).Text }
        }
        foreach ($file in $result.Files) {
            $path = $file.Path
            for ($number = 2; $text.Contains($path); $number++) { $path = [regex]::Replace($file.Path, '(\.[^./]*)?$', "-$number`$1", 'RightToLeft') }
            $clean = Protect-DiagnosticText -Text $file.Text
            $text[$path] = $clean.Text
            $limited = Limit-DiagnosticText -Text $clean.Text -MaxBytes $MaxFileBytes -KeepEnd:$file.KeepEnd
            $bytes = $limited.Bytes
            if ($total + $bytes.Length -gt $MaxTotalBytes) { $bytes = $null } else { $total += $bytes.Length }
            [pscustomobject]@{
                Path          = $path
                Collector     = $result.Name
                Bytes         = $bytes
                OriginalBytes = $limited.OriginalBytes
                Cut           = $limited.Cut
                Removed       = $clean.Removed
            }
        }
    }
    [pscustomobject]@{ Text = $text; Files = @($files) }
}
