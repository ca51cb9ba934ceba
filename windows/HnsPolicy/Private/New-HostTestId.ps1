function New-HostTestId {
    <#
    .SYNOPSIS
        A GUID for an object of the self-test.
    .DESCRIPTION
        The caller names the id so that it can remove an object even when the call that made it failed half-way. The first digits are those by which
        Remove-HostTestLeftover knows the self-test's namespaces, which have no name; their letters show in which case HNS prints a GUID.
    .OUTPUTS
        The GUID in lower case.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param()

    '5e1f7e57' + [guid]::NewGuid().ToString('D').Substring(8)
}
