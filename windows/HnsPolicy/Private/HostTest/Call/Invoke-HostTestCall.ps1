# RPC and service failures, access denied, a missing switch port, no memory, a missing library or export, and timeouts.
$script:HostTestNoAnswer = @(
    '0x80070005', '0x8007000e', '0x8007007e', '0x8007007f', '0x80070426', '0x800705b4', '0x800706ba', '0x800706bb', '0x800706be', '0x800706bf',
    '0x803b0007', '0x803b0020'
)

# Calls HNS and records request and response as evidence. A rejection is a valid answer. Failure to reach HNS throws, so that no question
# mistakes it for an answer, unless -Any is given. -Quiet records only failures.
function Invoke-HostTestCall {
    [CmdletBinding()]
    [OutputType('HnsPolicy.Bridge.HcnResult')]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [string] $Name,
        [string] $Id = '',
        [string] $Document = '',
        [string] $Network = '',
        [switch] $Quiet,
        [switch] $Any
    )

    if ($Run.Hung) { throw 'HNS did not answer an earlier call' }
    for ($attempt = 1; $attempt -le 5; $attempt++) {
        $result = [HnsPolicy.Bridge.HostTestHcn]::Call($Name, $Id, $Document, $Network, $Run.Milliseconds)
        # The switch port does not exist until the endpoint is attached (docs/reference/hns-api.md section 8.3 M25).
        if ($result.HResultName -ne 'HCN_E_PORT_NOT_FOUND') { break }
        Start-Sleep -Milliseconds (100 * $attempt)
    }
    $line = Limit-HostTestText -Text ("$Name $Id $Document".TrimEnd() + ' -> ' + (Format-HostTestResult -Result $result))
    if (-not ($Quiet -and $result.Succeeded)) { $Run.Evidence.Add($line) }
    if ($result.HResultText -eq '0x800705b4') { $Run.Hung = $true }
    if (-not $Any -and $result.HResultText -in $script:HostTestNoAnswer) { throw "HNS could not be called: $(Format-HostTestResult -Result $result)" }
    $result
}

function Limit-HostTestText {
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Text)

    $longest = 3000
    if ($Text.Length -le $longest) { return $Text }
    $end = [int]($longest / 2)
    $Text.Substring(0, $end) + " ...($($Text.Length - 2 * $end) characters)... " + $Text.Substring($Text.Length - $end)
}

function Format-HostTestResult {
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Result)

    if ($Result.Succeeded) { return "S_OK $($Result.Text)".TrimEnd() }
    "$($Result.Function): $($Result.HResultText) $($Result.HResultName) $($Result.Record)$($Result.Message)" -replace ' +', ' ' -replace ' $', ''
}

# Returns the name of the HRESULT, its hexadecimal number if it has no name, or 'accepted'.
function Get-HostTestCode {
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Result)

    if ($Result.Succeeded) { return 'accepted' }
    if ($Result.HResultName -ne '') { return $Result.HResultName }
    $Result.HResultText
}

# Ends the question if a step it depends on failed.
function Assert-HostTestDone {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [psobject] $Result)

    if (-not $Result.Succeeded) { throw "a preparing step failed: $(Format-HostTestResult -Result $Result)" }
}

function ConvertTo-HostTestJson {
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [object] $Document)

    ConvertTo-Json -InputObject $Document -Depth 20 -Compress
}

# Calls the v1 API, for instance GET /globals/version, and returns Output.
function Invoke-HostTestV1 {
    [CmdletBinding()]
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [string] $Request,
        [string] $Document = ''
    )

    $result = Invoke-HostTestCall -Run $Run -Name HNSCall -Id $Request -Document $Document
    Assert-HostTestDone -Result $result
    $answer = ConvertFrom-Json -InputObject $result.Text
    if (-not (Get-HostTestMember -Object $answer -Name Success)) { throw "HNSCall $Request failed: $($result.Text)" }
    Get-HostTestMember -Object $answer -Name Output
}
