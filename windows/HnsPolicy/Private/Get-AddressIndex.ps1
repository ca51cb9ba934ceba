function Get-AddressIndex {
    <#
    .SYNOPSIS
        Which endpoints have which address.
    .PARAMETER Endpoints
        As of Read-HnsEndpoint.
    .OUTPUTS
        A hashtable from the key of an address (ConvertTo-AddressKey) to a list of endpoints: one, or several where HNS has given an
        address twice.
    #>
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
