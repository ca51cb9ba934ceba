/** Additions of PowerShell 6 and 7 that Windows PowerShell 5.1 lacks: cmdlets in lower case, and parameters by cmdlet. */
export const COMMANDS_OF_7: ReadonlySet<string> = new Set(
  [
    ...['ConvertFrom-Markdown', 'Show-Markdown', 'Join-String', 'Test-Json', 'Get-Error', 'Get-Uptime', 'Remove-Alias', 'Remove-Service'],
    ...['Start-ThreadJob', 'ConvertTo-CliXml', 'ConvertFrom-CliXml', 'Get-SecureRandom', 'Switch-Process', 'Get-PSSubsystem'],
  ].map(name => name.toLowerCase()),
);

export const PARAMETERS_OF_7: Readonly<Record<string, readonly string[]>> = {
  'convertfrom-json': ['AsHashtable', 'Depth', 'NoEnumerate', 'DateKind'],
  'convertto-json': ['EnumsAsStrings', 'AsArray', 'EscapeHandling'],
  'foreach-object': ['Parallel', 'ThrottleLimit', 'TimeoutSeconds', 'AsJob', 'UseNewRunspace'],
  'get-content': ['AsByteStream'],
  'set-content': ['AsByteStream'],
  'add-content': ['AsByteStream'],
  'join-path': ['AdditionalChildPath', 'Extension'],
  'split-path': ['LeafBase', 'Extension'],
  'select-string': ['Raw', 'NoEmphasis', 'Culture'],
  'sort-object': ['Top', 'Bottom', 'Stable'],
  'get-childitem': ['FollowSymlink'],
  'get-date': ['AsUTC', 'FormatView', 'UnixTimeSeconds'],
  'get-random': ['Shuffle'],
  'invoke-restmethod': [
    'SkipCertificateCheck',
    'ResponseHeadersVariable',
    'StatusCodeVariable',
    'SkipHttpErrorCheck',
    'Form',
    'Authentication',
    'NoProxy',
  ],
  'invoke-webrequest': ['SkipCertificateCheck', 'SkipHttpErrorCheck', 'Form', 'Authentication', 'NoProxy'],
  'measure-object': ['AllStats', 'StandardDeviation'],
  'out-string': ['NoNewline'],
  'start-process': ['Environment'],
  'start-sleep': ['Duration'],
  'compress-archive': ['PassThru'],
  'expand-archive': ['PassThru'],
};
