function Get-DiagnosticEndpoint {
    <#
    .SYNOPSIS
        The HNS endpoints, from what was collected of v2, v1 and VFP.
    .PARAMETER Text
        Files by their path.
    .PARAMETER Network
        Of Get-DiagnosticNetwork.
    .OUTPUTS
        Id (lower case), Name, NetworkId, NetworkName, NetworkType, Addresses, Mac, State ($null: not told), Remote, Acls, Port, File.
        Acls: see Get-DiagnosticAcl. Port: Guid, Listed, Blocked ($null: not told), RuleNames ($null: not told), Folder; $null without VFP.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Text,
        [Parameter(Mandatory)] [AllowEmptyCollection()] [object[]] $Network
    )

    $old = @{}
    if ($Text.Contains('hns/endpoints-v1.json')) {
        $answer = ConvertFrom-DiagnosticJson -Text $Text['hns/endpoints-v1.json']
        foreach ($document in @(Get-DiagnosticValue $answer 'Output' @())) {
            $id = ([string](Get-DiagnosticValue $document 'ID' '')).ToLowerInvariant()
            if ($id -ne '') { $old[$id] = $document }
        }
    }
    $new = @{}
    $files = @{}
    foreach ($path in @($Text.Keys)) {
        if ($path -notlike 'hns/endpoints/*') { continue }
        $document = ConvertFrom-DiagnosticJson -Text $Text[$path]
        $id = ([string](Get-DiagnosticValue $document 'ID' '')).ToLowerInvariant()
        if ($id -eq '') { continue }
        $new[$id] = $document
        $files[$id] = $path
    }
    $ports = @()
    if ($Text.Contains('vfp/ports.txt')) { $ports = @(Get-DiagnosticVfpPort -Text $Text['vfp/ports.txt']) }

    foreach ($id in @(@($new.Keys) + @($old.Keys) | Sort-Object -Unique)) {
        $v2 = $new[$id]
        $v1 = $old[$id]
        $file = 'hns/endpoints-v1.json'
        if ($files.ContainsKey($id)) { $file = $files[$id] }
        $networkId = ([string](Get-DiagnosticValue $v2 'HostComputeNetwork' (Get-DiagnosticValue $v1 'VirtualNetwork' ''))).ToLowerInvariant()
        $own = $Network | Where-Object { $_.Id -eq $networkId } | Select-Object -First 1
        $addresses = @(foreach ($configuration in @(Get-DiagnosticValue $v2 'IpConfigurations' @())) { Get-DiagnosticValue $configuration 'IpAddress' })
        if (-not $v2) { $addresses = @(foreach ($name in 'IPAddress', 'IPv6Address') { Get-DiagnosticValue $v1 $name }) }
        $mac = Get-DiagnosticValue $v2 'MacAddress' (Get-DiagnosticValue $v1 'MacAddress' '')
        $policies = @(Get-DiagnosticValue $v2 'Policies' @())
        if (-not $v2) { $policies = @(Get-DiagnosticValue $v1 'Policies' @()) }
        [pscustomobject]@{
            Id          = $id
            Name        = Get-DiagnosticValue $v2 'Name' (Get-DiagnosticValue $v1 'Name' $id)
            NetworkId   = $networkId
            NetworkName = Get-DiagnosticValue $own 'Name' $networkId
            NetworkType = Get-DiagnosticValue $own 'Type' ''
            Addresses   = @($addresses | Where-Object { $_ })
            Mac         = $mac
            State       = Get-DiagnosticNumber $v2 'State' (Get-DiagnosticNumber $v1 'State' $null)
            Remote      = ((Get-DiagnosticNumber $v2 'Flags') -band 1) -ne 0 -or (Get-DiagnosticValue $v1 'IsRemoteEndpoint') -eq $true
            Acls        = @(Get-DiagnosticAcl -Policy $policies)
            Port        = Get-DiagnosticEndpointPort -Text $Text -Port $ports -Id $id -Mac $mac -Document $v1
            File        = $file
        }
    }
}
