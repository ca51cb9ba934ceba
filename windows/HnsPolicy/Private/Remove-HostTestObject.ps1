# What says that the object is not there: then it need not be removed.
$script:HostTestGone = @('HCN_E_NETWORK_NOT_FOUND', 'HCN_E_ENDPOINT_NOT_FOUND', 'HCN_E_POLICY_NOT_FOUND', 'ERROR_NOT_FOUND')

function Remove-HostTestObject {
    <#
    .SYNOPSIS
        Removes an object of the self-test.
    .PARAMETER Run
        The run.
    .PARAMETER Object
        One that is in the run's Made; it is taken out of there once it is gone. Anything that fails is an exception, and it stays there.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [psobject] $Object
    )

    if ($Object.Kind -eq 'PolicyList') {
        Remove-HostTestPolicyList -Run $Run -Object $Object
    } else {
        # Whether this worked shows when the endpoint is removed.
        if ($Object.Kind -eq 'Endpoint' -and $Object.Namespace -ne '') { $null = Send-HostTestMember -Run $Run -Endpoint $Object -RequestType Remove }
        $result = Invoke-HostTestCall -Run $Run -Name "HcnDelete$($Object.Kind)" -Id $Object.Id -Quiet
        if (-not $result.Succeeded -and $result.HResultName -notin $script:HostTestGone) { throw (Format-HostTestResult -Result $result) }
    }
    $null = $Run.Made.Remove($Object)
}
