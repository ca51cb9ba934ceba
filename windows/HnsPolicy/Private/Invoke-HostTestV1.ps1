function Invoke-HostTestV1 {
    <#
    .SYNOPSIS
        Asks HNS's v1 API.
    .PARAMETER Run
        The run.
    .PARAMETER Request
        Method and path: GET /globals/version.
    .PARAMETER Document
        JSON text.
    .OUTPUTS
        The Output of the answer. A refusal is an exception.
    #>
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
    if (-not (Get-HostTestMember -Object $answer -Name Success)) { throw "HNSCall $Request was refused: $($result.Text)" }
    Get-HostTestMember -Object $answer -Name Output
}
