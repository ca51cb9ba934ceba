function Get-DiagnosticNodeFact {
    <#
    .SYNOPSIS
        What node this is, in a few words for the index.
    .PARAMETER Model
        Of Get-DiagnosticModel.
    .PARAMETER NodeName
        As the command was told; '' for the computer's name.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Model,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $NodeName
    )

    $name = $NodeName
    if ($name -eq '') { $name = [System.Environment]::MachineName }
    $windows = ''
    if ($Model.Text.Contains('host/windows.txt')) {
        $values = @{}
        foreach ($match in [regex]::Matches($Model.Text['host/windows.txt'], '(?m)^\s*(\w+)\s+REG_\w+\s+(.*?)\s*$')) { $values[$match.Groups[1].Value] = $match.Groups[2].Value }
        $build = "$($values['CurrentBuildNumber'])"
        # UBR, the revision that updates raise, is hexadecimal.
        if ("$($values['UBR'])" -match '^0x([0-9a-fA-F]+)$') { $build += '.' + [System.Convert]::ToInt32($Matches[1], 16) }
        $windows = "$($values['ProductName']) (build $build)"
    }
    else { $windows = [System.Environment]::OSVersion.VersionString }
    $version = Get-DiagnosticHnsVersion -Text $Model.Text
    $agent = 'does not answer'
    if ($Model.Text.Contains('agent/healthz.json')) {
        $agent = Get-DiagnosticValue (ConvertFrom-DiagnosticJson -Text $Model.Text['agent/healthz.json']) 'state' 'answers'
    }
    [ordered]@{
        name       = $name
        windows    = $windows
        hns        = "$version"
        agent      = [string]$agent
        powershell = "$($PSVersionTable.PSVersion) ($($PSVersionTable.PSEdition))"
        module     = "$($MyInvocation.MyCommand.Module.Version)"
    }
}
