function Get-DiagnosticNetwork {
    <#
    .SYNOPSIS
        The HNS networks, from what was collected of v2 and v1.
    .PARAMETER Text
        Files by their path.
    .OUTPUTS
        Id (lower case), Name, Type, ManagementAddress, ErrorCode (0: healthy), File.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [System.Collections.IDictionary] $Text)

    $found = [ordered]@{}
    foreach ($file in 'hns/networks.json', 'hns/networks-v1.json') {
        if (-not $Text.Contains($file)) { continue }
        $documents = @(ConvertFrom-DiagnosticJson -Text $Text[$file])
        if ($file -like '*-v1*') { $documents = @(Get-DiagnosticValue ($documents | Select-Object -First 1) 'Output' @()) }
        foreach ($document in $documents) {
            $id = ([string](Get-DiagnosticValue $document 'ID' '')).ToLowerInvariant()
            if ($id -eq '') { continue }
            if (-not $found.Contains($id)) {
                $found[$id] = [pscustomobject]@{
                    Id                = $id
                    Name              = Get-DiagnosticValue $document 'Name' $id
                    # HNS leaves out NAT, whose number is 0.
                    Type              = Get-DiagnosticValue $document 'Type' 'NAT'
                    ManagementAddress = ''
                    ErrorCode         = 0
                    File              = $file
                }
            }
            $address = Get-DiagnosticValue $document 'ManagementIP' ''
            if ($address -ne '') { $found[$id].ManagementAddress = $address }
            $code = Get-DiagnosticNumber $document @('Health', 'LastErrorCode')
            if ($code -ne 0) {
                $found[$id].ErrorCode = $code
                $found[$id].File = $file
            }
        }
    }
    $found.Values
}
