function Test-SameAddressList {
    <#
    .SYNOPSIS
        Whether two comma lists have the same addresses and CIDRs as entries, in whatever order and spelling.
    .PARAMETER One
        The one list.
    .PARAMETER Other
        The other list.
    .OUTPUTS
        $true or $false; $false where an entry of one is no address. An empty list is equal to none but an empty one: it means
        anyone.
    #>
    [CmdletBinding()]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $One,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Other
    )

    $sets = foreach ($list in $One, $Other) {
        $set = [System.Collections.Generic.HashSet[string]]::new([System.StringComparer]::Ordinal)
        foreach ($entry in Split-CommaList -Text $list) {
            $block = ConvertTo-IpBlock -Text $entry
            if ($null -eq $block) { return $false }
            $null = $set.Add("$($block.Family)/$($block.First)/$($block.Prefix)")
        }
        , $set
    }
    $sets[0].SetEquals($sets[1])
}
