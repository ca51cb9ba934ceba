# Writes a partial file first, so that the zip file is always complete.
function Write-DiagnosticArchive {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Index,
        [Parameter(Mandatory)] [AllowEmptyCollection()] [object[]] $File,
        [switch] $Force
    )

    # .NET Framework does not load this assembly automatically.
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

# Checks the path of the zip file before collection starts.
function Get-DiagnosticTarget {
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [datetime] $Time,
        [switch] $Force
    )

    $target = $Path
    if (-not $Path.EndsWith('.zip', [System.StringComparison]::OrdinalIgnoreCase)) {
        $machine = [regex]::Replace([System.Environment]::MachineName, '[^A-Za-z0-9-]', '_').ToLowerInvariant()
        $target = [System.IO.Path]::Combine($Path, "hns-policy-$machine-$($Time.ToString('yyyyMMdd-HHmmss')).zip")
    }
    $folder = [System.IO.Path]::GetDirectoryName($target)
    if (-not [System.IO.Directory]::Exists($folder)) {
        throw (New-CommandError -Id FolderNotFound -Category ObjectNotFound -Target $folder -Message "The folder $folder for the bundle does not exist.")
    }
    if (-not $Force -and [System.IO.File]::Exists($target)) {
        throw (New-CommandError -Id FileExists -Category ResourceExists -Target $target -Message "$target already exists. Use -Force to overwrite it.")
    }
    $target
}
