function Test-HostEmptyUpdate {
    <#
    .SYNOPSIS
        What an Update without any policy does.
    .PARAMETER Run
        The run.
    .PARAMETER Settings
        Of the request.
    .OUTPUTS
        refuse, clear or ignore.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Settings
    )

    $endpoint = New-HostTestEndpoint -Run $Run
    Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -Endpoint $endpoint -Policies @(New-HostTestAcl))
    $request = [ordered]@{ ResourceType = 'Policy'; RequestType = 'Update'; Settings = $Settings }
    $result = Send-HostTestRequest -Run $Run -Endpoint $endpoint -Document $request
    if (-not $result.Succeeded) { return 'refuse' }
    if (@(Get-HostTestPolicy -Run $Run -Endpoint $endpoint -Type ACL).Count -eq 0) { 'clear' } else { 'ignore' }
}
