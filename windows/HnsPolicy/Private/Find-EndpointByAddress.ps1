function Find-EndpointByAddress {
    <#
    .SYNOPSIS
        The endpoints that have an address.
    .PARAMETER Index
        As of Get-AddressIndex.
    .PARAMETER IpAddress
        In any spelling.
    .OUTPUTS
        Endpoints; none where nobody has it. Throws for what is no address.
    #>
    [CmdletBinding()]
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory)] [hashtable] $Index,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $IpAddress
    )

    $key = ConvertTo-AddressKey -Text $IpAddress
    if ($key -eq '') {
        throw (New-CommandError -Id NotAnAddress -Category InvalidArgument -Target $IpAddress -Message "'$IpAddress' is no IP address.")
    }
    if ($Index.ContainsKey($key)) { $Index[$key] }
}
