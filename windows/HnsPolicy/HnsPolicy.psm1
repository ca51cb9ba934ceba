Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

foreach ($folder in 'Private', 'Public') {
    $path = [System.IO.Path]::Combine($PSScriptRoot, $folder)
    foreach ($file in [System.IO.Directory]::GetFiles($path, '*.ps1')) {
        . $file
    }
}
