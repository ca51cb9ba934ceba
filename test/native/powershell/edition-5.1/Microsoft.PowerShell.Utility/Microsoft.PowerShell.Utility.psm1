# Functions that behave like the cmdlets of Windows PowerShell 5.1. They have the parameters of 5.1.
. "$PSScriptRoot/../proxy.ps1"

$convertToJson = Get-Cmdlet ConvertTo-Json ([Microsoft.PowerShell.Commands.ConvertToJsonCommand])
$convertFromJson = Get-Cmdlet ConvertFrom-Json ([Microsoft.PowerShell.Commands.ConvertFromJsonCommand])
$groupObject = Get-Cmdlet Group-Object ([Microsoft.PowerShell.Commands.GroupObjectCommand])
$outFile = Get-Cmdlet Out-File ([Microsoft.PowerShell.Commands.OutFileCommand])
$startSleep = Get-Cmdlet Start-Sleep ([Microsoft.PowerShell.Commands.StartSleepCommand])

# Defaults of the cmdlets: dates are \/Date(...)\/, and 1.5 is a Decimal.
$settings = [Newtonsoft.Json.JsonSerializerSettings]@{
    DateFormatHandling   = 'MicrosoftDateFormat'
    DateTimeZoneHandling = 'Utc'
    FloatParseHandling   = 'Decimal'
}
# A delegate of a .NET method, because a delegate of a script block would need this runspace's thread.
$constant = [System.Lazy[Newtonsoft.Json.JsonSerializerSettings]]::new([Newtonsoft.Json.JsonSerializerSettings] $settings)
[Newtonsoft.Json.JsonConvert]::DefaultSettings = [System.Delegate]::CreateDelegate(
    [System.Func[Newtonsoft.Json.JsonSerializerSettings]], $constant, 'get_Value'
)

# 5.1 writes the properties that were added to a string, by Get-Content for instance. 7 does not.
function Expand-Note($Value, [int] $Depth) {
    if ($Value -is [string]) {
        if ($Value -isnot [psobject]) { return $Value }
        $notes = @($Value.PSObject.Properties.Match('*', 'NoteProperty'))
        if ($notes.Count -eq 0) { return $Value }
        $members = [ordered]@{ value = $Value.PSObject.BaseObject }
        foreach ($note in $notes) { $members[$note.Name] = "$($note.Value)" }
        return $members
    }
    if ($null -eq $Value -or $Depth -lt 0) { return , $Value }
    $inner = $Depth - 1
    if ($Value -is [System.Collections.IDictionary]) {
        $members = [ordered]@{}
        foreach ($entry in $Value.GetEnumerator()) { $members["$($entry.Key)"] = Expand-Note $entry.Value $inner }
        return $members
    }
    if ($Value -is [System.Management.Automation.PSCustomObject]) {
        $members = [ordered]@{}
        foreach ($property in $Value.PSObject.Properties) { $members[$property.Name] = Expand-Note $property.Value $inner }
        return $members
    }
    if ($Value -is [System.Collections.IEnumerable]) {
        $items = [System.Collections.Generic.List[object]]::new()
        foreach ($item in $Value) { $items.Add((Expand-Note $item $inner)) }
        return , $items.ToArray()
    }
    $Value
}

function ConvertTo-Json {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipeline)] [AllowNull()] [object] $InputObject,
        [ValidateRange(1, [int]::MaxValue)] [int] $Depth = 2,
        [switch] $Compress
    )
    begin { $all = [System.Collections.Generic.List[object]]::new() }
    process { $all.Add($InputObject) }
    end {
        if ($all.Count -eq 0) { return }
        $value = $all
        if ($all.Count -eq 1) { $value = $all[0] }
        try {
            $text = & $convertToJson -InputObject (Expand-Note $value $Depth) -Depth $Depth -Compress:$Compress -WarningAction Ignore
            $text.Replace('<', '\u003c').Replace('>', '\u003e').Replace('&', '\u0026').Replace("'", '\u0027')
        } catch { $PSCmdlet.ThrowTerminatingError($_) }
    }
}

# Whole numbers are Int32 where they fit, and \/Date(...)\/ is a date.
function ConvertTo-Value($Value) {
    if ($Value -is [long]) {
        if ($Value -ge [int]::MinValue -and $Value -le [int]::MaxValue) { return [int] $Value }
    } elseif ($Value -is [bigint]) {
        return [decimal] $Value
    } elseif ($Value -is [string]) {
        if ($Value.StartsWith('/Date(') -and $Value -match '^/Date\((-?\d+)\)/$') {
            return [System.DateTimeOffset]::FromUnixTimeMilliseconds($Matches[1]).UtcDateTime
        }
    } elseif ($Value -is [array]) {
        for ($index = 0; $index -lt $Value.Count; $index++) { $Value[$index] = ConvertTo-Value $Value[$index] }
        return , $Value
    } elseif ($Value -is [System.Management.Automation.PSCustomObject]) {
        foreach ($property in $Value.PSObject.Properties) { $property.Value = ConvertTo-Value $property.Value }
    }
    $Value
}

function ConvertFrom-Json {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0, ValueFromPipeline)] [AllowEmptyString()] [string] $InputObject)
    begin { $all = [System.Collections.Generic.List[string]]::new() }
    process { $all.Add($InputObject) }
    end {
        try {
            foreach ($text in $all) {
                if ($text.Length -le 2097152) { continue }
                $tooLong = [System.ArgumentException]::new('The length of the string exceeds the value set on the maxJsonLength property.')
                throw [System.Management.Automation.ErrorRecord]::new($tooLong, 'System.ArgumentException', 'NotSpecified', $null)
            }
            # An array comes out as one object.
            $all | & $convertFromJson -DateKind String -NoEnumerate -Depth 102 | ForEach-Object { , (ConvertTo-Value $_) }
        } catch { $PSCmdlet.ThrowTerminatingError($_) }
    }
}

# 7 sorts the groups. 5.1 keeps the order of their first elements.
function Group-Object {
    [CmdletBinding(DefaultParameterSetName = 'HashTable')]
    param(
        [Parameter(ValueFromPipeline)] [psobject] $InputObject,
        [Parameter(Position = 0)] [object[]] $Property,
        [switch] $NoElement, [switch] $CaseSensitive, [string] $Culture,
        [Parameter(ParameterSetName = 'HashTable')] [Alias('AHT')] [switch] $AsHashTable,
        [Parameter(ParameterSetName = 'HashTable')] [switch] $AsString
    )
    begin { $all = [System.Collections.Generic.List[psobject]]::new() }
    process { $all.Add($InputObject) }
    end {
        try {
            Add-Preference $PSBoundParameters $PSCmdlet
            $null = $PSBoundParameters.Remove('InputObject')
            $groups = @($all | & $groupObject @PSBoundParameters)
            if ($AsHashTable) { return $groups }
            $null = $PSBoundParameters.Remove('NoElement')
            $whole = @($all | & $groupObject @PSBoundParameters)
            $taken = [System.Collections.Generic.HashSet[int]]::new()
            foreach ($item in $all) {
                for ($index = 0; $index -lt $whole.Count; $index++) {
                    if (-not $taken.Contains($index) -and [object]::ReferenceEquals($whole[$index].Group[0], $item)) {
                        $null = $taken.Add($index)
                        $groups[$index]
                    }
                }
            }
        } catch { $PSCmdlet.ThrowTerminatingError($_) }
    }
}

function Out-File {
    [CmdletBinding(DefaultParameterSetName = 'ByPath', SupportsShouldProcess)]
    param(
        [Parameter(ParameterSetName = 'ByPath', Mandatory, Position = 0)] [string] $FilePath,
        [Parameter(ParameterSetName = 'ByLiteralPath', Mandatory, ValueFromPipelineByPropertyName)] [Alias('PSPath')] [string] $LiteralPath,
        [Parameter(Position = 1)]
        [ValidateSet('unknown', 'string', 'unicode', 'bigendianunicode', 'utf8', 'utf7', 'utf32', 'ascii', 'default', 'oem')]
        [string] $Encoding,
        [switch] $Append, [switch] $Force, [Alias('NoOverwrite')] [switch] $NoClobber, [ValidateRange(2, [int]::MaxValue)] [int] $Width,
        [switch] $NoNewline,
        [Parameter(ValueFromPipeline)] [psobject] $InputObject
    )
    begin {
        try {
            Add-Preference $PSBoundParameters $PSCmdlet
            Set-Encoding $PSBoundParameters -Otherwise unicode
            $pipeline = { & $outFile @PSBoundParameters }.GetSteppablePipeline($MyInvocation.CommandOrigin)
            $pipeline.Begin($PSCmdlet)
        } catch { $PSCmdlet.ThrowTerminatingError($_) }
    }
    process { try { $pipeline.Process($_) } catch { $PSCmdlet.ThrowTerminatingError($_) } }
    end { try { $pipeline.End() } catch { $PSCmdlet.ThrowTerminatingError($_) } }
}

# -Seconds is a whole number.
function Start-Sleep {
    [CmdletBinding(DefaultParameterSetName = 'Seconds')]
    param(
        [Parameter(ParameterSetName = 'Seconds', Mandatory, Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [ValidateRange(0, [int]::MaxValue)] [int] $Seconds,
        [Parameter(ParameterSetName = 'Milliseconds', Mandatory, ValueFromPipelineByPropertyName)] [ValidateRange(0, [int]::MaxValue)]
        [int] $Milliseconds
    )
    process { & $startSleep @PSBoundParameters }
}
