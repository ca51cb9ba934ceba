function Write-DiagnosticArchive {
    <#
    .SYNOPSIS
        Writes the zip file, whole or not at all.
    .PARAMETER Path
        Of the zip file.
    .PARAMETER Index
        Of Get-DiagnosticIndex.
    .PARAMETER File
        Of New-DiagnosticBundle.
    .PARAMETER Force
        It may exist.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Index,
        [Parameter(Mandatory)] [AllowEmptyCollection()] [object[]] $File,
        [switch] $Force
    )

    # .NET Framework does not find it by the name of its types.
    if ($PSVersionTable.PSEdition -ne 'Core') { Add-Type -AssemblyName System.IO.Compression }
    $utf8 = [System.Text.UTF8Encoding]::new($false)
    $contents = [ordered]@{
        'index.html' = $utf8.GetBytes((ConvertTo-DiagnosticHtml -Index $Index))
        'index.json' = $utf8.GetBytes((ConvertTo-Json -InputObject $Index -Depth 10))
    }
    foreach ($one in $File) { if ($null -ne $one.Bytes) { $contents[$one.Path] = $one.Bytes } }

    $partial = "$Path.partial"
    $stream = [System.IO.FileStream]::new($partial, [System.IO.FileMode]::Create)
    try {
        $archive = [System.IO.Compression.ZipArchive]::new($stream, [System.IO.Compression.ZipArchiveMode]::Create)
        try {
            foreach ($name in $contents.Keys) {
                $entry = $archive.CreateEntry($name).Open()
                try {
                    $bytes = [byte[]]$contents[$name]
                    $entry.Write($bytes, 0, $bytes.Length)
                }
                finally {
                    $entry.Dispose()
                }
            }
        }
        finally {
            $archive.Dispose()
        }
    }
    catch {
        $stream.Dispose()
        [System.IO.File]::Delete($partial)
        throw
    }
    $stream.Dispose()
    if ($Force) { [System.IO.File]::Delete($Path) }
    [System.IO.File]::Move($partial, $Path)
}
