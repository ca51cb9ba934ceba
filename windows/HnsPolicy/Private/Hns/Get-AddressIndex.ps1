# Maps the key of an address to its endpoints. HNS may give one address to several endpoints.
function Get-AddressIndex {
    [CmdletBinding()]
    [OutputType([hashtable])]
    param([Parameter(Mandatory)] [AllowEmptyCollection()] [object[]] $Endpoints)

    $index = @{}
    foreach ($endpoint in $Endpoints) {
        foreach ($address in $endpoint.Addresses) {
            $key = ConvertTo-AddressKey -Text $address
            if (-not $index.ContainsKey($key)) { $index[$key] = [System.Collections.Generic.List[object]]::new() }
            if (-not $index[$key].Contains($endpoint)) { $index[$key].Add($endpoint) }
        }
    }
    $index
}

# Throws if the text is not an IP address.
function Find-EndpointByAddress {
    [CmdletBinding()]
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory)] [hashtable] $Index,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $IpAddress
    )

    $key = ConvertTo-AddressKey -Text $IpAddress
    if ($key -eq '') {
        throw (New-CommandError -Id NotAnAddress -Category InvalidArgument -Target $IpAddress -Message "'$IpAddress' is not an IP address.")
    }
    if ($Index.ContainsKey($key)) { $Index[$key] }
}

# Returns the same key for every spelling of an address, and '' for any other text.
function ConvertTo-AddressKey {
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Text)

    $block = $null
    if ($Text.IndexOf('/') -lt 0) { $block = ConvertTo-IpBlock -Text $Text }
    if ($null -eq $block) { return '' }
    "$($block.Family)/$($block.First)"
}
