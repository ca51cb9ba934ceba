function Find-DiagnosticProgram {
    <#
    .SYNOPSIS
        The full path of a program: in Windows' own folders, then in the PATH; never in the current folder, where CreateProcess looks first.
    .PARAMETER Name
        File name, with its extension.
    .OUTPUTS
        The path; nothing where it is not on this host.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [string] $Name)

    $folders = @([System.Environment]::SystemDirectory)
    if ($folders[0] -ne '') { $folders += [System.IO.Path]::Combine($folders[0], 'WindowsPowerShell', 'v1.0') }
    $folders += "$([System.Environment]::GetEnvironmentVariable('PATH'))".Split([System.IO.Path]::PathSeparator)
    foreach ($folder in $folders) {
        $clean = $folder.Trim().Trim('"')
        if ($clean -eq '' -or -not [System.IO.Path]::IsPathRooted($clean)) { continue }
        $path = [System.IO.Path]::Combine($clean, $Name)
        if ([System.IO.File]::Exists($path)) { return $path }
    }
}
