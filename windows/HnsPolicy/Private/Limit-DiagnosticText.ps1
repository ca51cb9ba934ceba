function Limit-DiagnosticText {
    <#
    .SYNOPSIS
        Cuts text so that its UTF-8 bytes fit.
    .PARAMETER Text
        The text.
    .PARAMETER MaxBytes
        With the line that says what was cut.
    .PARAMETER KeepEnd
        Keep the end instead of the beginning.
    .OUTPUTS
        Bytes (what is written), OriginalBytes, Cut.
    #>
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
    $note = [System.Text.Encoding]::UTF8.GetBytes("[cut: this had $size bytes]")
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
