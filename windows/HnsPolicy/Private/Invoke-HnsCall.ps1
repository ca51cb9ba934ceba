function Invoke-HnsCall {
    <#
    .SYNOPSIS
        One call to HNS.
    .DESCRIPTION
        Takes as long as HNS takes, and HNS may hang: a caller that cannot wait makes its calls in a runspace of its own.
    .PARAMETER Name
        Of the export: HcnEnumerateEndpoints, HcnQueryEndpointProperties, HcnModifyEndpoint, the same for networks and namespaces, or HNSCall.
    .PARAMETER Id
        GUID of the object; for HNSCall method and path, as in 'GET /globals/version'. Nothing for Enumerate.
    .PARAMETER Document
        Query or settings as JSON text; nothing for the default query.
    .EXAMPLE
        Invoke-HnsCall -Name HcnEnumerateEndpoints
    .EXAMPLE
        Invoke-HnsCall -Name HNSCall -Id 'GET /globals/version'
    .OUTPUTS
        HNS's text; empty where the call has no result. Throws when HNS refuses or cannot be reached: the message names the function, the HRESULT and
        its name, and HNS's error record; the exception's Data holds them as Function, HResult (unsigned), HResultName and Record.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [string] $Name,
        [AllowEmptyString()] [string] $Id = '',
        [AllowEmptyString()] [string] $Document = ''
    )

    Import-HnsPolicyBridge
    $result = [HnsPolicy.Bridge.Hcn]::Call($Name, $Id, $Document)
    if ($result.Succeeded) { return $result.Text }

    $hresultName = $result.HResultName
    if ($hresultName -eq '') { $hresultName = 'unknown HRESULT' }
    $message = "$($result.Function) failed: $($result.HResultText) $hresultName $($result.Record)$($result.Message)".TrimEnd()
    $exception = [System.InvalidOperationException]::new($message)
    $exception.Data['Function'] = $result.Function
    $exception.Data['HResult'] = $result.HResult
    $exception.Data['HResultName'] = $result.HResultName
    $exception.Data['Record'] = $result.Record

    $category = 'InvalidResult'
    # The numbers that src/hns/transport/hns-error.ts takes for "not found".
    if ($result.HResultText -in '0x803b0001', '0x803b0002', '0x803b0008', '0x803b0031', '0x80070490') { $category = 'ObjectNotFound' }
    if ($result.HResultText -eq '0x80070005') { $category = 'PermissionDenied' }
    throw [System.Management.Automation.ErrorRecord]::new($exception, 'HnsCallFailed', $category, $Id)
}
