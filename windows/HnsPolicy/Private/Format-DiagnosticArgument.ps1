function Format-DiagnosticArgument {
    <#
    .SYNOPSIS
        Spells arguments as one command line that a Windows program splits into the very same arguments.
    .DESCRIPTION
        The rule of CommandLineToArgvW: blanks need quotes; backslashes count double before a quote. .NET Framework takes no list of arguments.
    .PARAMETER Argument
        The arguments.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [AllowEmptyCollection()] [AllowEmptyString()] [string[]] $Argument)

    $spelled = foreach ($one in $Argument) {
        if ($one -ne '' -and $one -notmatch '[\s"]') {
            $one
            continue
        }
        $inner = [regex]::Replace($one, '(\\*)"', '$1$1\"')
        $inner = [regex]::Replace($inner, '(\\+)\z', '$1$1')
        '"' + $inner + '"'
    }
    @($spelled) -join ' '
}
