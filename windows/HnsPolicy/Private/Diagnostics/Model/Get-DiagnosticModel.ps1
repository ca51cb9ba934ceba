# Interprets the collected files for the findings. Unread is the error if that fails.
function Get-DiagnosticModel {
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Text,
        [Parameter(Mandatory)] [AllowEmptyCollection()] [object[]] $Collector,
        [Parameter(Mandatory)] [hashtable] $Options
    )

    $model = [pscustomobject]@{ Text = $Text; Collector = $Collector; Options = $Options; Networks = @(); Endpoints = @(); Unread = '' }
    # A failure here must not lose the files.
    try {
        $model.Networks = @(Get-DiagnosticNetwork -Text $Text)
        $model.Endpoints = @(Get-DiagnosticEndpoint -Text $Text -Network $model.Networks)
    }
    catch {
        $model.Unread = $_.Exception.Message
    }
    $model
}

# Merges the v2 and v1 documents. Ids are in lower case.
function Get-DiagnosticNetwork {
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
                    # HNS omits NAT, the enumeration's zero value.
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
