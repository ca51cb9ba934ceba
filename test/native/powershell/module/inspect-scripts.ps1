<#
.SYNOPSIS
    Prints the results of PowerShell's own parser for scripts as JSON, for tests.
.PARAMETER List
    File with the scripts' paths, one per line.
.PARAMETER ErrorsOnly
    Prints only parse errors, which may differ between PowerShells.
#>
param([Parameter(Mandatory)] [string] $List, [switch] $ErrorsOnly)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
[Console]::OutputEncoding = [System.Text.UTF8Encoding]::new($false)

$sevenOnlyNodes = 'TernaryExpressionAst', 'PipelineChainAst'
$sevenOnlyVariables = 'IsWindows', 'IsLinux', 'IsMacOS', 'IsCoreCLR', 'PSStyle', 'EnabledExperimentalFeatures'

# The engine's full name of a type. If the engine does not have the type, the name in the script.
function Resolve-TypeName($TypeName) {
    $type = $TypeName.GetReflectionType()
    if ($null -eq $type) { return @($TypeName.FullName) }
    while ($type.IsArray) { $type = $type.GetElementType() }
    if ($type.IsGenericType) { $type = $type.GetGenericTypeDefinition() }
    # Includes the base types, because their static members are inherited.
    while ($null -ne $type) {
        "$($type.Namespace).$($type.Name)"
        $type = $type.BaseType
    }
}

function Test-LongText($Arguments) {
    $Arguments.Count -gt 0 -and $Arguments[0].GetType().Name -eq 'StringConstantExpressionAst' -and $Arguments[0].Value.Length -gt 1
}

function Find-Syntax($Node) {
    $name = $Node.GetType().Name
    if ($name -in $sevenOnlyNodes) { $name }
    switch ($name) {
        'BinaryExpressionAst' {
            if ("$($Node.Operator)" -eq 'QuestionQuestion') { '??' }
            if ("$($Node.Operator)" -eq 'DotDot' -and $Node.Left.StaticType -eq [string]) { 'a range of characters' }
            if ("$($Node.Operator)" -match 'replace$' -and "$($Node.Right)" -match '\{') {
                foreach ($right in $Node.Right.FindAll({ param($inner) $inner.GetType().Name -eq 'ScriptBlockExpressionAst' }, $false)) {
                    "-replace with a script block, $($right.Extent.StartColumnNumber)"
                }
            }
        }
        'AssignmentStatementAst' { if ("$($Node.Operator)" -eq 'QuestionQuestionEquals') { '??=' } }
        'PipelineAst' { if ($Node.PSObject.Properties['Background'] -and $Node.Background) { 'a pipeline in the background' } }
        'ScriptBlockAst' { if ($Node.PSObject.Properties['CleanBlock'] -and $Node.CleanBlock) { 'a clean block' } }
        'VariableExpressionAst' { if ($Node.VariablePath.UserPath -in $sevenOnlyVariables) { "`$$($Node.VariablePath.UserPath)" } }
        'AttributeAst' {
            if ($Node.TypeName.Name -match '^(ArgumentCompletions|Experimental|ValidateNotNullOrWhiteSpace)$') { "[$($Node.TypeName.Name)]" }
        }
        { $_ -in 'MemberExpressionAst', 'InvokeMemberExpressionAst', 'IndexExpressionAst' } {
            if ($Node.PSObject.Properties['NullConditional'] -and $Node.NullConditional) { '?. or ?[]' }
        }
        'InvokeMemberExpressionAst' {
            # The .NET Framework splits at each of the characters and has fewer overloads.
            $arguments = @($Node.Arguments | Where-Object { $null -ne $_ })
            $member = "$($Node.Member)"
            if (-not $Node.Static -and $member -eq 'Split' -and (Test-LongText $arguments)) { 'Split at a text' }
            if (-not $Node.Static -and $member -eq 'Contains' -and $arguments.Count -gt 1) { 'Contains with a comparison' }
            if (-not $Node.Static -and $member -eq 'Replace' -and $arguments.Count -gt 2) { 'Replace with a comparison' }
        }
    }
}

function Find-TokenSyntax($Tokens) {
    for ($index = 0; $index -lt $Tokens.Count; $index++) {
        $token = $Tokens[$index]
        $kind = "$($token.Kind)"
        $text = $token.Text
        if ($kind -eq 'Number' -and $text -match '^0b|[0-9](n|y|s|u[a-z]*)([kmgtp]b)?$' -and $text -notmatch '^0x') { "the number $text" }
        if ($kind -match '^(StringExpandable|HereStringExpandable)$' -and $text -cmatch '`(u\{|e)') { 'an escape that 5.1 lacks' }
        if ($kind -eq 'Pipe' -and $index -gt 0 -and "$($Tokens[$index - 1].Kind)" -eq 'NewLine') { 'a line that begins with |' }
    }
}

$verbs = @(
    foreach ($group in 'Common', 'Communications', 'Data', 'Diagnostic', 'Lifecycle', 'Other', 'Security') {
        ([type]"System.Management.Automation.Verbs$group").GetFields() | ForEach-Object { $_.Name }
    }
)

$scripts = foreach ($path in [System.IO.File]::ReadAllLines($List)) {
    $tokens = $null
    $errors = $null
    $ast = [System.Management.Automation.Language.Parser]::ParseFile($path, [ref]$tokens, [ref]$errors)
    $syntax = [System.Collections.Generic.List[string]]::new()
    $commands = [System.Collections.Generic.List[object]]::new()
    $statics = [System.Collections.Generic.List[object]]::new()
    $types = [System.Collections.Generic.List[object]]::new()
    $texts = [System.Collections.Generic.List[object]]::new()
    $functions = [System.Collections.Generic.List[object]]::new()
    $nodes = @()
    if (-not $ErrorsOnly) {
        foreach ($found in Find-TokenSyntax $tokens) { $syntax.Add($found) }
        $nodes = $ast.FindAll({ $true }, $true)
    }
    foreach ($node in $nodes) {
        foreach ($found in Find-Syntax $node) { $syntax.Add("line $($node.Extent.StartLineNumber): $found") }
        switch ($node.GetType().Name) {
            'CommandAst' {
                $name = $node.GetCommandName()
                if ($null -ne $name) {
                    $parameters = @($node.CommandElements | Where-Object { $_.GetType().Name -eq 'CommandParameterAst' } | ForEach-Object { $_.ParameterName })
                    $commands.Add([pscustomobject]@{ name = $name; parameters = $parameters; line = $node.Extent.StartLineNumber })
                }
            }
            { $_ -in 'TypeExpressionAst', 'TypeConstraintAst' } {
                $types.Add([pscustomobject]@{ names = @(Resolve-TypeName $node.TypeName); line = $node.Extent.StartLineNumber })
            }
            'StringConstantExpressionAst' {
                if ($node.Value -match '^\S{1,100}$') { $texts.Add([pscustomobject]@{ text = $node.Value; line = $node.Extent.StartLineNumber }) }
            }
            { $_ -in 'MemberExpressionAst', 'InvokeMemberExpressionAst' } {
                # The members of an array come from the language.
                if ($node.Static -and $node.Expression.GetType().Name -eq 'TypeExpressionAst' -and -not $node.Expression.TypeName.IsArray) {
                    $count = -1
                    if ($_ -eq 'InvokeMemberExpressionAst') { $count = @($node.Arguments | Where-Object { $null -ne $_ }).Count }
                    $statics.Add([pscustomobject]@{
                            types = @(Resolve-TypeName $node.Expression.TypeName); member = "$($node.Member)"; arguments = $count
                            line  = $node.Extent.StartLineNumber
                        })
                }
            }
            'FunctionDefinitionAst' {
                $help = $node.GetHelpContent()
                $block = $node.Body.ParamBlock
                $functions.Add([pscustomobject]@{
                        name       = $node.Name
                        top        = $node.Parent.Parent -eq $ast
                        parameters = @(if ($null -ne $block) { $block.Parameters | ForEach-Object { $_.Name.VariablePath.UserPath } })
                        attributes = @(if ($null -ne $block) { $block.Attributes | ForEach-Object { "$_" } })
                        help       = if ($null -ne $help) {
                            [pscustomobject]@{
                                synopsis    = $help.Synopsis; description = $help.Description; outputs = @($help.Outputs); examples = @($help.Examples)
                                parameters  = [pscustomobject]$help.Parameters
                            }
                        }
                    })
            }
        }
    }
    [pscustomobject]@{
        path      = $path
        errors    = @($errors | ForEach-Object { "line $($_.Extent.StartLineNumber): $($_.Message)" })
        syntax    = $syntax.ToArray()
        commands  = $commands.ToArray()
        statics   = $statics.ToArray()
        types     = $types.ToArray()
        texts     = $texts.ToArray()
        functions = $functions.ToArray()
    }
}
[Console]::Out.WriteLine((ConvertTo-Json -InputObject ([pscustomobject]@{ verbs = $verbs; scripts = @($scripts) }) -Depth 8 -Compress))
