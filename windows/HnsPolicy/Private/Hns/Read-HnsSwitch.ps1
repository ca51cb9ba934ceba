# Keys of the registry that hold switches of HNS and of the virtual switch (docs/reference/windows-nodes.md section 4).
$script:HnsSwitchKeys = [ordered]@{
    'hns\State'                   = 'HKLM\SYSTEM\CurrentControlSet\Services\hns\State'
    'VfpExt\Parameters'           = 'HKLM\SYSTEM\CurrentControlSet\Services\VfpExt\Parameters'
    'FeatureManagement\Overrides' = 'HKLM\SYSTEM\CurrentControlSet\Policies\Microsoft\FeatureManagement\Overrides'
}

# The values that AKS sets to 1 on Windows Server 2022, as in src/hns/node/hns-switches.ts.
$script:RecommendedHnsSwitches = [ordered]@{
    'hns\State'         = @('HnsAclUpdateChange', 'HnsPolicyUpdateChange', 'HNSUpdatePolicyForEndpointChange', 'HnsNpmRefresh', 'HNSNpmIpsetLimitChange',
        'HnsNatAllowRuleUpdateChange', 'HNSLbNatDupRuleChange', 'HNSFixExtensionUponRehydration', 'FwPerfImprovementChange')
    'VfpExt\Parameters' = @('VfpEvenPodDistributionIsEnabled', 'VfpNotReuseTcpOneWayFlowIsEnabled')
}

# Returns an object with one member for each key: an object with its DWORD values, or $null if the key could not be read.
function Read-HnsSwitch {
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([int] $TimeoutSeconds = 10)

    $keys = [ordered]@{}
    foreach ($name in $script:HnsSwitchKeys.Keys) {
        $keys[$name] = $null
        $deadline = [datetime]::UtcNow.AddSeconds($TimeoutSeconds)
        $run = Invoke-DiagnosticProgram -Name 'reg.exe' -Argument 'query', $script:HnsSwitchKeys[$name] -Deadline $deadline
        if ($run.Status -eq 'done' -and $run.ExitCode -eq 0) { $keys[$name] = [pscustomobject](ConvertFrom-RegistryQuery -Text $run.Text) }
    }
    [pscustomobject]$keys
}

# Reads the DWORD values in the output of reg.exe. Its messages are localised, so only the lines of values are used.
function ConvertFrom-RegistryQuery {
    [CmdletBinding()]
    [OutputType([System.Collections.Specialized.OrderedDictionary])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Text)

    $values = [ordered]@{}
    foreach ($match in [regex]::Matches($Text, '(?m)^ {4}(\S.*?) {4}REG_DWORD {4}0x([0-9a-fA-F]{1,8})\r?$')) {
        $values[$match.Groups[1].Value] = [System.Convert]::ToInt64($match.Groups[2].Value, 16)
    }
    $values
}
