<#
.SYNOPSIS
    Runs each line of standard input as a separate script. The answer is one line: '= ' and the output, joined by |, or ERROR and the error's id without the name of the command.
#>
[CmdletBinding()]
param()

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$utf8 = [System.Text.UTF8Encoding]::new($false)
$reader = [System.IO.StreamReader]::new([Console]::OpenStandardInput(), $utf8)
$writer = [System.IO.StreamWriter]::new([Console]::OpenStandardOutput(), $utf8)
# -WhatIf writes to the console directly, so the writer must not buffer.
$writer.AutoFlush = $true
while ($null -ne ($line = $reader.ReadLine())) {
    try {
        $texts = foreach ($item in @(& ([scriptblock]::Create($line)))) { if ($null -eq $item) { 'null' } else { [string]$item } }
        $answer = [string]::Join('|', [string[]]@($texts))
    } catch {
        $answer = 'ERROR ' + $_.FullyQualifiedErrorId.Split(',')[0]
    }
    $writer.WriteLine('= ' + $answer.Replace("`r", '').Replace("`n", '\n'))
}
