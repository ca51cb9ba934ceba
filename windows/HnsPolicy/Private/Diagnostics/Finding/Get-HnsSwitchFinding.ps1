# Windows Server 2022 ships fixes of HNS disabled.
function Get-HnsSwitchFinding {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Model)

    $windows = 'host/windows.txt'
    if (-not $Model.Text.Contains($windows) -or $Model.Text[$windows] -notmatch '(?m)^ +CurrentBuildNumber +REG_SZ +20348\r?$') { return }
    $files = @()
    $missing = @(
        foreach ($key in $script:RecommendedHnsSwitches.Keys) {
            $file = Get-HnsSwitchPath -Key $key
            # A key that does not exist has no file.
            $values = @{}
            if ($Model.Text.Contains($file)) {
                $files += $file
                $values = ConvertFrom-RegistryQuery -Text $Model.Text[$file]
            }
            foreach ($name in $script:RecommendedHnsSwitches[$key]) { if ($values[$name] -ne 1) { "$key\$name" } }
        }
    )
    if ($missing.Count -eq 0) { return }
    New-Finding -Severity note -Code 'hns-switches' -Title "$(Format-DiagnosticCount $missing.Count 'recommended registry value') of HNS not set" -Detail ($missing -join '; ') -Evidence (
        @($windows) + $files) -Subject 'hns' -Advice (
        'AKS enables these values on Windows Server 2022. Their effect is undocumented, but two nodes with different values may behave differently. See docs/install.md.')
}

function Get-HnsSwitchPath {
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [string] $Key)

    "host/registry-$($Key.Replace('\', '-').ToLowerInvariant()).txt"
}
