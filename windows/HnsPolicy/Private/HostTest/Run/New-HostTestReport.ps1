# docs/real-host.md describes the format.
function New-HostTestReport {
    [CmdletBinding()]
    [OutputType('HnsPolicy.HostReport')]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [object[]] $Questions,
        [Parameter(Mandatory)] [AllowEmptyCollection()] [object[]] $LeftBehind
    )

    [pscustomobject][ordered]@{
        PSTypeName    = 'HnsPolicy.HostReport'
        schemaVersion = 1
        created       = [System.DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ', [System.Globalization.CultureInfo]::InvariantCulture)
        osBuild       = Get-HostTestBuild
        hnsVersion    = [pscustomobject][ordered]@{ Major = [int]$Run.Version.Major; Minor = [int]$Run.Version.Minor }
        network       = [pscustomobject][ordered]@{ type = $Run.NetworkType; subnet = $Run.Subnet; attached = ($Run.AttachProblem -eq '') }
        registry      = Read-HnsSwitch
        questions     = $Questions
        leftBehind    = $LeftBehind
    }
}

# Returns the Windows build with its update, for instance 10.0.20348.2762.
function Get-HostTestBuild {
    [CmdletBinding()]
    [OutputType([string])]
    param()

    if ([System.Environment]::OSVersion.Platform -ne [System.PlatformID]::Win32NT) { return [System.Environment]::OSVersion.VersionString }
    $key = 'HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion'
    # Environment.OSVersion lacks the update.
    $build = [Microsoft.Win32.Registry]::GetValue($key, 'CurrentBuildNumber', '')
    $update = [Microsoft.Win32.Registry]::GetValue($key, 'UBR', 0)
    "10.0.$build.$update"
}
