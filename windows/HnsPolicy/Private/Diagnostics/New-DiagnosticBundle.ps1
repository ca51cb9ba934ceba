# Removes secrets and limits the size. Text holds the uncut files for the findings. Bytes of a file is $null if it did not fit.
function New-DiagnosticBundle {
    [CmdletBinding()]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Changes only this process.')]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [AllowEmptyCollection()] [object[]] $Collector,
        [Parameter(Mandatory)] [int] $MaxFileBytes,
        [Parameter(Mandatory)] [int] $MaxTotalBytes
    )

    $text = [ordered]@{}
    $total = 0
    $files = foreach ($result in $Collector) {
        # Command lines and errors may contain secrets.
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

# Cuts text to a number of UTF-8 bytes.
function Limit-DiagnosticText {
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Text,
        [Parameter(Mandatory)] [int] $MaxBytes,
        [switch] $KeepEnd
    )

    $bytes = [System.Text.Encoding]::UTF8.GetBytes($Text)
    $size = $bytes.Length
    if ($size -le $MaxBytes) { return [pscustomobject]@{ Bytes = $bytes; OriginalBytes = $size; Cut = $false } }
    $note = [System.Text.Encoding]::UTF8.GetBytes("[cut: the original size was $size bytes]")
    $room = [System.Math]::Max(0, $MaxBytes - $note.Length - 1)
    $kept = [System.IO.MemoryStream]::new()
    if ($KeepEnd) {
        $from = $size - $room
        # Bytes 10xxxxxx continue a character.
        while ($from -lt $size -and ($bytes[$from] -band 0xC0) -eq 0x80) { $from++ }
        $kept.Write($note, 0, $note.Length)
        $kept.WriteByte(10)
        $kept.Write($bytes, $from, $size - $from)
    }
    else {
        $to = $room
        while ($to -gt 0 -and ($bytes[$to] -band 0xC0) -eq 0x80) { $to-- }
        $kept.Write($bytes, 0, $to)
        $kept.WriteByte(10)
        $kept.Write($note, 0, $note.Length)
    }
    [pscustomobject]@{ Bytes = $kept.ToArray(); OriginalBytes = $size; Cut = $true }
}
