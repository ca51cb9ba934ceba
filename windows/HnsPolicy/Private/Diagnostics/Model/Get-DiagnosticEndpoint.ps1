# Merges the v2 and v1 documents and VFP's output. Ids are in lower case. $null means unknown for State, Blocked and RuleNames. Port is
# $null without VFP.
function Get-DiagnosticEndpoint {
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

function Get-DiagnosticEndpointPort {
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Text,
        [Parameter(Mandatory)] [AllowEmptyCollection()] [object[]] $Port,
        [Parameter(Mandatory)] [string] $Id,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Mac,
        [Parameter(Mandatory)] [AllowNull()] [object] $Document
    )

    if ($Port.Count -eq 0) { return }
    $guid = ''
    foreach ($allocator in @(Get-DiagnosticValue $Document @('Resources', 'Allocators') @())) {
        if ((Get-DiagnosticValue $allocator 'Tag' '') -eq 'Endpoint Port') { $guid = Get-DiagnosticValue $allocator 'EndpointPortGuid' '' }
    }
    $own = $null
    if ($guid -ne '') { $own = $Port | Where-Object { $_.Port -eq $guid } | Select-Object -First 1 }
    else { $own = $Port | Where-Object { $_.FriendlyName -eq $Id -or ($Mac -ne '' -and $_.Mac -eq $Mac) } | Select-Object -First 1 }
    if (-not $own -and $guid -eq '') { return }
    if ($own) { $guid = $own.Port }
    $folder = "vfp/$guid"
    $blocked = $null
    if ($Text.Contains("$folder/state.txt") -and $Text["$folder/state.txt"] -match '(?im)^\s*Blocked\s*:\s*(TRUE|FALSE)\s*$') { $blocked = $Matches[1] -eq 'TRUE' }
    $rules = $null
    if ($Text.Contains("$folder/acl-rules.txt")) {
        $rules = @([regex]::Matches($Text["$folder/acl-rules.txt"], '(?im)^\s*Friendly name\s*:\s*(.*?)\s*$') | ForEach-Object { $_.Groups[1].Value })
    }
    [pscustomobject]@{ Guid = $guid; Listed = $null -ne $own; Blocked = $blocked; RuleNames = $rules; Folder = $folder }
}

# Priority 0 means none.
function Get-DiagnosticAcl {
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [AllowNull()] [AllowEmptyCollection()] [object[]] $Policy)

    # A node can have tens of thousands of ACLs, so this avoids a function call per field.
    foreach ($one in $Policy) {
        if ($null -eq $one) { continue }
        $fields = $one.PSObject.Properties
        if ($null -eq $fields['Type'] -or $fields['Type'].Value -ne 'ACL') { continue }
        if ($null -ne $fields['Settings']) {
            if ($null -eq $fields['Settings'].Value) { continue }
            $fields = $fields['Settings'].Value.PSObject.Properties
        }
        $acl = [pscustomobject]@{ Id = ''; Action = ''; Direction = ''; RuleType = 'Switch'; Priority = 0; Ours = $false }
        foreach ($name in 'Id', 'Action', 'Direction', 'RuleType') {
            $field = $fields[$name]
            if ($null -ne $field -and $null -ne $field.Value) { $acl.$name = [string]$field.Value }
        }
        $number = 0
        if ($null -ne $fields['Priority'] -and [int]::TryParse([string]$fields['Priority'].Value, [ref]$number)) { $acl.Priority = $number }
        $acl.Ours = $acl.Id.StartsWith('hns-policy-agent.', [System.StringComparison]::Ordinal)
        $acl
    }
}
