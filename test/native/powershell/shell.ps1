<#
.SYNOPSIS
    Runs one command after the other in a single PowerShell, for tests.
.DESCRIPTION
    Each line of standard input is a JSON object with `command` (script text, run in its own scope) and `data` (text, passed to the command as $data).
    The answer is a line of '= ' and a JSON object with the command's `objects` and `errors`. The lines before it are its console output.
#>
[CmdletBinding()]
param()

$utf8 = [System.Text.UTF8Encoding]::new($false)
[Console]::OutputEncoding = $utf8
$reader = [System.IO.StreamReader]::new([Console]::OpenStandardInput(), $utf8)
while ($null -ne ($line = $reader.ReadLine())) {
    $request = ConvertFrom-Json -InputObject $line
    $data = $request.data
    $null = $data
    # Like a user's session. With Stop or a try, an error would end the whole command instead of one statement.
    $ErrorActionPreference = 'Continue'
    $given = @(& ([scriptblock]::Create($request.command)) 2>&1)
    $ErrorActionPreference = 'Stop'
    $answer = [pscustomobject]@{
        objects = @($given | Where-Object { $_ -isnot [System.Management.Automation.ErrorRecord] })
        errors  = @(
            $given | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | ForEach-Object {
                [pscustomobject]@{ id = $_.FullyQualifiedErrorId; message = $_.Exception.Message }
            }
        )
    }
    [Console]::Out.WriteLine('= ' + (ConvertTo-Json -InputObject $answer -Depth 8 -Compress))
}
