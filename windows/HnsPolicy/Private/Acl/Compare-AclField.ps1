# Returns the names of the fields other than the Id that differ. HNS may return another spelling than it received. Spellings with the same meaning are equal
# by the rules of src/hns/endpoint/acl-meaning.ts.
function Compare-AclField {
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [System.Collections.Generic.Dictionary[string, string]] $Actual,
        [Parameter(Mandatory)] [System.Collections.Generic.Dictionary[string, string]] $Desired
    )

    foreach ($name in $script:AclFields | Where-Object { $_ -cne 'Id' }) {
        $has = Get-JsonMember -Object $Actual -Name $name
        $should = Get-JsonMember -Object $Desired -Name $name
        if ($has -ceq $should) { continue }
        $same = switch ($name) {
            # The default type is Switch.
            'RuleType' { ($has -ceq '' -and $should -ceq 'Switch') -or ($has -ceq 'Switch' -and $should -ceq '') }
            'Priority' { Test-SameNumber -One $has -Other $should }
            'Protocols' { $has -cin '', '256' -and $should -cin '', '256' }
            { $_ -in 'LocalAddresses', 'RemoteAddresses' } { Test-SameAddressList -One $has -Other $should }
            { $_ -in 'LocalPorts', 'RemotePorts' } { Test-SamePortList -One $has -Other $should }
            default { $false }
        }
        if (-not $same) { $name }
    }
}

# '' is 0.
function Test-SameNumber {
    [CmdletBinding()]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $One,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Other
    )

    $numbers = foreach ($text in $One, $Other) {
        $number = 0.0
        $styles = [System.Globalization.NumberStyles]::Float
        if ($text -ne '' -and -not [double]::TryParse($text, $styles, [cultureinfo]::InvariantCulture, [ref]$number)) { return $false }
        $number
    }
    $numbers[0] -eq $numbers[1]
}

# Ignores order and spelling. An empty list means any address and equals only an empty list.
function Test-SameAddressList {
    [CmdletBinding()]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $One,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Other
    )

    $sets = foreach ($list in $One, $Other) {
        $set = [System.Collections.Generic.HashSet[string]]::new([System.StringComparer]::Ordinal)
        foreach ($entry in Split-CommaList -Text $list) {
            $block = ConvertTo-IpBlock -Text $entry
            if ($null -eq $block) { return $false }
            $null = $set.Add("$($block.Family)/$($block.First)/$($block.Prefix)")
        }
        , $set
    }
    $sets[0].SetEquals($sets[1])
}

# Compares the sets of ports. An empty list means all ports and equals only an empty list.
function Test-SamePortList {
    [CmdletBinding()]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $One,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Other
    )

    $sets = foreach ($list in $One, $Other) {
        $set = [System.Collections.Generic.HashSet[int]]::new()
        foreach ($entry in Split-CommaList -Text $list) {
            $match = [regex]::Match($entry, '\A([0-9]{1,5})(?:-([0-9]{1,5}))?\z')
            if (-not $match.Success) { return $false }
            $first = [int]$match.Groups[1].Value
            $last = $first
            if ($match.Groups[2].Success) { $last = [int]$match.Groups[2].Value }
            if ($last -lt $first) { return $false }
            $set.UnionWith([int[]]@($first..$last))
        }
        , $set
    }
    $sets[0].SetEquals($sets[1])
}
