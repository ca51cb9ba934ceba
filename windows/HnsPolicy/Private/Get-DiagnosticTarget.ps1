function Get-DiagnosticTarget {
    <#
    .SYNOPSIS
        Where the zip file goes. Fails before anything is gathered where it cannot go there.
    .PARAMETER Path
        A folder, or a path that ends in .zip.
    .PARAMETER Time
        For the file's name.
    .PARAMETER Force
        It may exist.
    #>
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
        throw (New-CommandError -Id FolderNotFound -Category ObjectNotFound -Target $folder -Message "There is no folder $folder for the bundle.")
    }
    if (-not $Force -and [System.IO.File]::Exists($target)) {
        throw (New-CommandError -Id FileExists -Category ResourceExists -Target $target -Message "$target exists; -Force overwrites it.")
    }
    $target
}
