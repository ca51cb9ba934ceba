function Get-HostTestBuild {
    <#
    .SYNOPSIS
        The build of Windows, with its update: 10.0.20348.2762.
    .OUTPUTS
        The build; of another system what .NET calls it.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param()

    if ([System.Environment]::OSVersion.Platform -ne [System.PlatformID]::Win32NT) { return [System.Environment]::OSVersion.VersionString }
    $key = 'HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion'
    # Environment.OSVersion does not know the update.
    $build = [Microsoft.Win32.Registry]::GetValue($key, 'CurrentBuildNumber', '')
    $update = [Microsoft.Win32.Registry]::GetValue($key, 'UBR', 0)
    "10.0.$build.$update"
}
