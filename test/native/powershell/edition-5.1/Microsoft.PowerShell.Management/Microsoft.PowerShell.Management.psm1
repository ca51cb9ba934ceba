# Functions that behave like the cmdlets of Windows PowerShell 5.1. They have the parameters of 5.1.
. "$PSScriptRoot/../proxy.ps1"

$getContent = Get-Cmdlet Get-Content ([Microsoft.PowerShell.Commands.GetContentCommand])
$setContent = Get-Cmdlet Set-Content ([Microsoft.PowerShell.Commands.SetContentCommand])
$addContent = Get-Cmdlet Add-Content ([Microsoft.PowerShell.Commands.AddContentCommand])
$testPath = Get-Cmdlet Test-Path ([Microsoft.PowerShell.Commands.TestPathCommand])
$joinPath = Get-Cmdlet Join-Path ([Microsoft.PowerShell.Commands.JoinPathCommand])
$splitPath = Get-Cmdlet Split-Path ([Microsoft.PowerShell.Commands.SplitPathCommand])

function Get-Content {
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    param(
        [Parameter(ParameterSetName = 'Path', Mandatory, Position = 0, ValueFromPipelineByPropertyName)] [string[]] $Path,
        [Parameter(ParameterSetName = 'LiteralPath', Mandatory, ValueFromPipelineByPropertyName)] [Alias('PSPath')] [string[]] $LiteralPath,
        [Parameter(ValueFromPipelineByPropertyName)] [long] $ReadCount,
        [Parameter(ValueFromPipelineByPropertyName)] [Alias('First', 'Head')] [long] $TotalCount,
        [Parameter(ValueFromPipelineByPropertyName)] [Alias('Last')] [int] $Tail,
        [string] $Filter, [string[]] $Include, [string[]] $Exclude, [switch] $Force, [string] $Delimiter, [switch] $Wait, [switch] $Raw,
        [ValidateSet('Unknown', 'String', 'Unicode', 'Byte', 'BigEndianUnicode', 'UTF8', 'UTF7', 'UTF32', 'ASCII', 'Default', 'OEM')]
        [string] $Encoding
    )
    process {
        try {
            Add-Preference $PSBoundParameters $PSCmdlet
            Set-Encoding $PSBoundParameters
            & $getContent @PSBoundParameters
        } catch { $PSCmdlet.ThrowTerminatingError($_) }
    }
}

# Set-Content and Add-Content differ only in the cmdlet.
$writeContent = {
    [CmdletBinding(DefaultParameterSetName = 'Path', SupportsShouldProcess)]
    param(
        [Parameter(ParameterSetName = 'Path', Mandatory, Position = 0, ValueFromPipelineByPropertyName)] [string[]] $Path,
        [Parameter(ParameterSetName = 'LiteralPath', Mandatory, ValueFromPipelineByPropertyName)] [Alias('PSPath')] [string[]] $LiteralPath,
        [Parameter(Mandatory, Position = 1, ValueFromPipeline, ValueFromPipelineByPropertyName)] [AllowNull()] [AllowEmptyCollection()]
        [object[]] $Value,
        [string] $Filter, [string[]] $Include, [string[]] $Exclude, [switch] $Force, [switch] $PassThru, [switch] $NoNewline,
        [ValidateSet('Unknown', 'String', 'Unicode', 'Byte', 'BigEndianUnicode', 'UTF8', 'UTF7', 'UTF32', 'ASCII', 'Default', 'OEM')]
        [string] $Encoding
    )
    begin {
        $cmdlet = if ($MyInvocation.MyCommand.Name -eq 'Add-Content') { $addContent } else { $setContent }
        try {
            Add-Preference $PSBoundParameters $PSCmdlet
            Set-Encoding $PSBoundParameters
            $pipeline = { & $cmdlet @PSBoundParameters }.GetSteppablePipeline($MyInvocation.CommandOrigin)
            $pipeline.Begin($PSCmdlet)
        } catch { $PSCmdlet.ThrowTerminatingError($_) }
    }
    process { try { $pipeline.Process($_) } catch { $PSCmdlet.ThrowTerminatingError($_) } }
    end { try { $pipeline.End() } catch { $PSCmdlet.ThrowTerminatingError($_) } }
}
${function:Set-Content} = $writeContent
${function:Add-Content} = $writeContent

function Test-Path {
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    param(
        [Parameter(ParameterSetName = 'Path', Mandatory, Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)] [string[]] $Path,
        [Parameter(ParameterSetName = 'LiteralPath', Mandatory, ValueFromPipelineByPropertyName)] [Alias('PSPath')] [string[]] $LiteralPath,
        [string] $Filter, [string[]] $Include, [string[]] $Exclude, [Alias('Type')] [Microsoft.PowerShell.Commands.TestPathType] $PathType,
        [switch] $IsValid, [datetime] $OlderThan, [datetime] $NewerThan
    )
    process {
        try {
            Add-Preference $PSBoundParameters $PSCmdlet
            & $testPath @PSBoundParameters
        } catch { $PSCmdlet.ThrowTerminatingError($_) }
    }
}

function Join-Path {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)] [Alias('PSPath')] [string[]] $Path,
        [Parameter(Mandatory, Position = 1, ValueFromPipelineByPropertyName)] [AllowNull()] [AllowEmptyString()] [string] $ChildPath,
        [switch] $Resolve
    )
    process {
        try {
            Add-Preference $PSBoundParameters $PSCmdlet
            & $joinPath @PSBoundParameters
        } catch { $PSCmdlet.ThrowTerminatingError($_) }
    }
}

function Split-Path {
    [CmdletBinding(DefaultParameterSetName = 'ParentSet')]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName, ParameterSetName = 'ParentSet')]
        [Parameter(Mandatory, Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName, ParameterSetName = 'LeafSet')]
        [Parameter(Mandatory, Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName, ParameterSetName = 'QualifierSet')]
        [Parameter(Mandatory, Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName, ParameterSetName = 'NoQualifierSet')]
        [Parameter(Mandatory, Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName, ParameterSetName = 'IsAbsoluteSet')]
        [string[]] $Path,
        [Parameter(ParameterSetName = 'LiteralPathSet', Mandatory, ValueFromPipelineByPropertyName)] [Alias('PSPath')] [string[]] $LiteralPath,
        [Parameter(ParameterSetName = 'ParentSet')] [switch] $Parent,
        [Parameter(ParameterSetName = 'LeafSet', Mandatory)] [switch] $Leaf,
        [Parameter(ParameterSetName = 'QualifierSet', Mandatory)] [switch] $Qualifier,
        [Parameter(ParameterSetName = 'NoQualifierSet', Mandatory)] [switch] $NoQualifier,
        [Parameter(ParameterSetName = 'IsAbsoluteSet', Mandatory)] [switch] $IsAbsolute,
        [switch] $Resolve
    )
    process {
        try {
            Add-Preference $PSBoundParameters $PSCmdlet
            & $splitPath @PSBoundParameters
        } catch { $PSCmdlet.ThrowTerminatingError($_) }
    }
}
