<#
.SYNOPSIS
    Runs commands of the HnsPolicy module for tests, one after the other in one process.
.PARAMETER Module
    Path of the module's manifest.
.DESCRIPTION
    Standard input is a JSON array of objects with `command` (script text) and `data` (text; the command sees it as $data). Before and after each command
    HNS is told so, by calls that there are none of. The last line of standard output is a JSON array with what each command gave: `objects` and
    `errors`; the lines before it are what the commands showed to people.
#>
param([Parameter(Mandatory)] [string] $Module)

Set-StrictMode -Version Latest
[Console]::OutputEncoding = [System.Text.UTF8Encoding]::new($false)
Import-Module $Module
$requests = ConvertFrom-Json -InputObject ([Console]::In.ReadToEnd())
$answers = @(
    foreach ($request in $requests) {
        $data = $request.data
        $null = $data
        & (Get-Module HnsPolicy) { $null = Invoke-HnsCall -Name HNSCall -Id 'TEST /before' }
        # As in a user's session: Stop, or a try, would make an error the end of the command where it is that of a statement.
        $ErrorActionPreference = 'Continue'
        $given = @(. ([scriptblock]::Create($request.command)) 2>&1)
        $ErrorActionPreference = 'Stop'
        & (Get-Module HnsPolicy) { $null = Invoke-HnsCall -Name HNSCall -Id 'TEST /after' }
        [pscustomobject]@{
            objects = @($given | Where-Object { $_ -isnot [System.Management.Automation.ErrorRecord] })
            errors  = @(
                $given | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | ForEach-Object {
                    [pscustomobject]@{ id = $_.FullyQualifiedErrorId; message = $_.Exception.Message }
                }
            )
        }
    }
)
[Console]::Out.WriteLine((ConvertTo-Json -InputObject $answers -Depth 8 -Compress))
