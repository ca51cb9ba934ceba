# HNS was not reached or denied access, so it created no object.
$script:HostTestNotReached = @('0x80070005', '0x8007007e', '0x8007007f', '0x80070426', '0x800706ba', '0x800706bb', '0x800706bf')

# Adds the object to Made before the call, because a failed call may still have created it.
function Invoke-HostTestCreate {
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
    if ($result.HResultText -in $script:HostTestNoAnswer) { throw "HNS could not be called: $(Format-HostTestResult -Result $result)" }
    $result
}

# The caller chooses the id, so that it can remove an object even if the creating call failed. Remove-HostTestLeftover recognises the
# self-test's namespaces, which have no name, by the first digits. Their letters show the case in which HNS prints GUIDs.
function New-HostTestId {
    [CmdletBinding()]
    [OutputType([string])]
    param()

    '5e1f7e57' + [guid]::NewGuid().ToString('D').Substring(8)
}
