function Test-HostTestArrival {
    <#
    .SYNOPSIS
        Whether a new connection arrives.
    .PARAMETER Run
        The run.
    .PARAMETER From
        The endpoint that connects.
    .PARAMETER To
        The endpoint that listens.
    .PARAMETER Port
        To listen at; by default the one that experiments are about.
    .PARAMETER Address
        To connect to; by default that of the endpoint that listens.
    .PARAMETER TargetPort
        To connect to; by default the one that is listened at.
    .OUTPUTS
        $true or $false.
    #>
    [CmdletBinding()]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [psobject] $From,
        [Parameter(Mandatory)] [psobject] $To,
        [int] $Port = 0,
        [string] $Address = '',
        [int] $TargetPort = 0
    )

    if ($Port -eq 0) { $Port = $Run.Port }
    if ($Address -eq '') { $Address = $To.Address }
    if ($TargetPort -eq 0) { $TargetPort = $Port }
    $request = @{ Operation = 'Connect'; From = $From; To = $To; Port = $Port; Address = $Address; TargetPort = $TargetPort }
    [bool](Invoke-HostTestProbe -Run $Run -Request $request)
}
