# Both modules dot-source it.

# The cmdlet. Its name alone would resolve to the module's function.
function Get-Cmdlet([string] $Name, [type] $Type) { [System.Management.Automation.CmdletInfo]::new($Name, $Type) }

# A function of a module does not inherit its caller's preferences, but a cmdlet does.
function Add-Preference($Bound, $Caller) {
    $names = @{ ErrorAction = 'ErrorActionPreference' }
    if ($Caller.MyInvocation.MyCommand.Parameters.ContainsKey('WhatIf')) { $names.WhatIf = 'WhatIfPreference' }
    foreach ($name in $names.Keys) {
        if (-not $Bound.ContainsKey($name)) { $Bound[$name] = $Caller.SessionState.PSVariable.GetValue($names[$name]) }
    }
}

# -Encoding of 5.1 in the terms of 7. 'utf8' has a byte order mark. Without -Encoding text is ANSI, but UTF-16 in Out-File.
function Set-Encoding($Bound, [string] $Otherwise = 'Default') {
    $name = if ($Bound.ContainsKey('Encoding')) { $Bound.Encoding } else { $Otherwise }
    $null = $Bound.Remove('Encoding')
    switch ($name) {
        'Byte' { $Bound.AsByteStream = $true }
        'Default' { $Bound.Encoding = 1252 }
        'UTF8' { $Bound.Encoding = 'utf8BOM' }
        { $_ -in 'String', 'Unknown' } { $Bound.Encoding = 'unicode' }
        default { $Bound.Encoding = $name }
    }
}
