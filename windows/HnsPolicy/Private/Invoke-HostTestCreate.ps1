# HNS was not there, or did not let the caller in: it has done nothing.
$script:HostTestNotReached = @('0x80070005', '0x8007007e', '0x8007007f', '0x80070426', '0x800706ba', '0x800706bb', '0x800706bf')

function Invoke-HostTestCreate {
    <#
    .SYNOPSIS
        Makes an object.
    .DESCRIPTION
        It is in the run's Made before HNS is asked, because a call that fails may have made it all the same; unless HNS cannot have.
    .PARAMETER Run
        The run.
    .PARAMETER Object
        With Kind and Id.
    .PARAMETER Document
        Of the object.
    .PARAMETER Quiet
        As for Invoke-HostTestCall.
    .OUTPUTS
        The bridge's result. That HNS could not be asked is an exception.
    #>
    [CmdletBinding()]
    [OutputType('HnsPolicy.Bridge.HcnResult')]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [psobject] $Object,
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Document,
        [switch] $Quiet
    )

    $call = @{ Name = "HcnCreate$($Object.Kind)"; Id = $Object.Id; Document = ConvertTo-HostTestJson -Document $Document }
    if ($Object.Kind -eq 'Endpoint') { $call.Network = $Run.Network.Id }
    if (-not $Run.Made.Contains($Object)) { $Run.Made.Add($Object) }
    $result = Invoke-HostTestCall -Run $Run @call -Quiet:$Quiet -Any
    if ($result.HResultText -in $script:HostTestNotReached) { $null = $Run.Made.Remove($Object) }
    if ($result.HResultText -in $script:HostTestNoAnswer) { throw "HNS could not be asked: $(Format-HostTestResult -Result $result)" }
    $result
}
