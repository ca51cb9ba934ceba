function Test-HostRequestCode {
    <#
    .SYNOPSIS
        What HNS says to a request about an ACL that its endpoint does not have.
    .PARAMETER Run
        The run.
    .PARAMETER RequestType
        Of the request.
    .OUTPUTS
        The name of the HRESULT, or accepted.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [string] $RequestType
    )

    $endpoint = New-HostTestEndpoint -Run $Run
    Get-HostTestCode -Result (Send-HostTestPolicy -Run $Run -Endpoint $endpoint -RequestType $RequestType -Policies @(New-HostTestAcl))
}
