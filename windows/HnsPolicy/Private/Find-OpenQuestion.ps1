function Find-OpenQuestion {
    <#
    .SYNOPSIS
        Which of the questions that HNS leaves open turn a verdict.
    .PARAMETER Readings
        As of Get-HnsReading.
    .PARAMETER Results
        As of Resolve-AclVerdict, one for each reading.
    .OUTPUTS
        Keys of the readings: those whose answer, the others being equal, makes another verdict somewhere.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [hashtable[]] $Readings,
        [Parameter(Mandatory)] [object[]] $Results
    )

    $found = @{}
    for ($one = 0; $one -lt $Readings.Count; $one++) {
        for ($other = $one + 1; $other -lt $Readings.Count; $other++) {
            if ($Results[$one].Verdict -eq $Results[$other].Verdict) { continue }
            $differing = @($Readings[$one].Keys | Where-Object { $Readings[$one][$_] -ne $Readings[$other][$_] })
            if ($differing.Count -eq 1) { $found[$differing[0]] = $true }
        }
    }
    foreach ($name in $script:OpenQuestions.Keys) { if ($found.ContainsKey($name)) { $name } }
}
