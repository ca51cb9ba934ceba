function ConvertTo-HostTestJson {
    <#
    .SYNOPSIS
        A document for HNS as JSON text.
    .PARAMETER Document
        Ordered dictionaries, arrays and values.
    .OUTPUTS
        The text, on one line.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [object] $Document)

    ConvertTo-Json -InputObject $Document -Depth 20 -Compress
}
