# Returns HNS's text, '' for a call without a result. Throws an error record whose exception's Data has Function, HResult (unsigned),
# HResultName and Record. HNS may hang, so a caller that cannot wait makes its calls in its own runspace.
function Invoke-HnsCall {
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
    # The codes for "not found", as in src/hns/transport/hns-error.ts.
    if ($result.HResultText -in '0x803b0001', '0x803b0002', '0x803b0008', '0x803b0031', '0x80070490') { $category = 'ObjectNotFound' }
    if ($result.HResultText -eq '0x80070005') { $category = 'PermissionDenied' }
    throw [System.Management.Automation.ErrorRecord]::new($exception, 'HnsCallFailed', $category, $Id)
}
