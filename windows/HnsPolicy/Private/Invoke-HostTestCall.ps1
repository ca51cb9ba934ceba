# RPC and service failures, access denied, a switch port that is not there yet, no memory, a missing library or export, no answer in time.
$script:HostTestNoAnswer = @(
    '0x80070005', '0x8007000e', '0x8007007e', '0x8007007f', '0x80070426', '0x800705b4', '0x800706ba', '0x800706bb', '0x800706be', '0x800706bf',
    '0x803b0007', '0x803b0020'
)

function Invoke-HostTestCall {
    <#
    .SYNOPSIS
        Asks HNS, and keeps what was sent and what came back as evidence.
    .DESCRIPTION
        A refusal is an answer and comes back as one. What only says that HNS could not be asked is an exception: no question may take it for an answer.
    .PARAMETER Run
        The run.
    .PARAMETER Name
        Of the call, as for [HnsPolicy.Bridge.HostTestHcn]::Call.
    .PARAMETER Id
        GUID of the object; method and path for HNSCall.
    .PARAMETER Document
        JSON text.
    .PARAMETER Network
        GUID of the network of an endpoint that is made.
    .PARAMETER Quiet
        Keep it as evidence only when it fails: for what comes before and after the question.
    .PARAMETER Any
        Return also what says that HNS could not be asked.
    .OUTPUTS
        The bridge's result.
    #>
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
        # While an endpoint is being attached its switch port is not there yet (hns-api.md 8.3, M25).
        if ($result.HResultName -ne 'HCN_E_PORT_NOT_FOUND') { break }
        Start-Sleep -Milliseconds (100 * $attempt)
    }
    $line = Limit-HostTestText -Text ("$Name $Id $Document".TrimEnd() + ' -> ' + (Format-HostTestResult -Result $result))
    if (-not ($Quiet -and $result.Succeeded)) { $Run.Evidence.Add($line) }
    if ($result.HResultText -eq '0x800705b4') { $Run.Hung = $true }
    if (-not $Any -and $result.HResultText -in $script:HostTestNoAnswer) { throw "HNS could not be asked: $(Format-HostTestResult -Result $result)" }
    $result
}
