<#
.SYNOPSIS
    A PowerShell that stays, for tests: runs one command after the other.
.DESCRIPTION
    Each line of standard input is a JSON object with `command` (script text, run in a scope of its own) and `data` (text; the command sees it as $data).
    The answer is a line of '= ' and a JSON object with what the command gave: `objects` and `errors`; the lines before it are what it showed to people.
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
