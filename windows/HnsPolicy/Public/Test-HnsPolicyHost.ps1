function Test-HnsPolicyHost {
    <#
    .SYNOPSIS
        Tests how this host's HNS behaves and writes the answers to a file.
    .DESCRIPTION
        HNS's treatment of ACLs is poorly documented, and the agent was developed without a Windows host. Its simulator therefore has a switch for
        each unknown behaviour. This command finds the right positions for this host. It creates a network and endpoints whose names begin with
        hns-policy-selftest-, asks about sixty questions, always removes the objects again, and writes the answers with all evidence into a JSON
        file. The simulator reads that file (docs/real-host.md).

        The command changes only networks and endpoints that it created. If the host has no network on an adapter yet, the command does not create
        an L2Bridge network, because that would interrupt the host's connections.

        The answer to a question that fails is 'unknown', with a reason. Questions about packets use sockets in the endpoints' compartments. This
        part has never run on a Windows host and may answer only 'unknown'.
    .PARAMETER Path
        The result file. An existing file is replaced.
    .PARAMETER NetworkType
        Type of the network to create. Azure CNI and Calico use L2Bridge, where packets pass VFP. On NAT the Windows firewall decides, and most
        answers about packets do not apply to such nodes.
    .PARAMETER NetworkAdapterName
        Adapter for the network. Default: the adapter of an existing network.
    .PARAMETER Subnet
        IPv4 /24 subnet for the network. It must not overlap other networks of the host.
    .PARAMETER AclCount
        Numbers of ACLs for which one Update is timed.
    .PARAMETER TimeoutSeconds
        Timeout of one call. After a timeout the command asks no more questions.
    .PARAMETER Probe
        A script block that replaces the built-in probe and moves packets. Its parameter is a hashtable: Operation (Connect, Open, Use, Close or
        Watch), From and To (endpoints with Address and Compartment), Port to listen on, Address and TargetPort to connect to, Connection, While. It
        returns $true or $false for Connect and Use, a connection for Open, and an object with Attempts and Arrived for Watch.
    .PARAMETER AllowNewSwitch
        Creates the network even if HNS must first put a switch on an adapter of the host. The host's connections break for some seconds.
    .PARAMETER RemoveLeftover
        Only removes the objects of an earlier run that was killed. Do not use it during another run.
    .EXAMPLE
        Test-HnsPolicyHost -WhatIf

        Lists the objects that a run would create, without calling HNS.
    .EXAMPLE
        Test-HnsPolicyHost -Path C:\temp\node1.json -Confirm:$false | Select-Object -ExpandProperty questions | Format-Table id, answer, reason

        Asks all questions without confirmation and shows the answers.
    .EXAMPLE
        Test-HnsPolicyHost -RemoveLeftover

        Removes the objects of killed runs, with a confirmation for each.
    .OUTPUTS
        HnsPolicy.HostReport with the content of the file. With -RemoveLeftover, the removed objects.
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High', DefaultParameterSetName = 'Ask')]
    [OutputType('HnsPolicy.HostReport')]
    param(
        [Parameter(ParameterSetName = 'Ask', Position = 0)] [ValidateNotNullOrEmpty()] [string] $Path = 'hns-policy-host.json',
        [Parameter(ParameterSetName = 'Ask')] [ValidateSet('L2Bridge', 'NAT')] [string] $NetworkType = 'L2Bridge',
        [Parameter(ParameterSetName = 'Ask')] [string] $NetworkAdapterName = '',
        [Parameter(ParameterSetName = 'Ask')] [ValidatePattern('^\d{1,3}\.\d{1,3}\.\d{1,3}\.0/24$')] [string] $Subnet = '198.18.254.0/24',
        [Parameter(ParameterSetName = 'Ask')] [ValidateRange(1, 10000)] [int[]] $AclCount = @(1, 100, 500, 1000),
        [ValidateRange(1, 3600)] [int] $TimeoutSeconds = 60,
        [Parameter(ParameterSetName = 'Ask')] [scriptblock] $Probe = { param($Request) Send-HnsPolicyProbe -Request $Request },
        [Parameter(ParameterSetName = 'Ask')] [switch] $AllowNewSwitch,
        [Parameter(ParameterSetName = 'Remove', Mandatory)] [switch] $RemoveLeftover
    )

    try {
        Import-HnsPolicyBridge
        $run = New-HostTestRun -NetworkType $NetworkType -NetworkAdapterName $NetworkAdapterName -Subnet $Subnet -AclCount $AclCount `
            -Milliseconds ($TimeoutSeconds * 1000) -Probe $Probe
        if ($RemoveLeftover) { return Remove-HostTestLeftover -Run $run -Cmdlet $PSCmdlet }

        $file = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Path)
        if (-not [System.IO.Directory]::Exists([System.IO.Path]::GetDirectoryName($file))) { throw "the folder of $file does not exist" }
        $agreed = $true
        foreach ($step in Get-HostTestPlan -Run $run) { $agreed = $PSCmdlet.ShouldProcess($step.Target, $step.Action) -and $agreed }
        if (-not $agreed) { return }

        $leftBehind = @()
        try {
            Initialize-HostTestRun -Run $run -AllowNewSwitch:$AllowNewSwitch
            $answers = @(Invoke-HostTestRun -Run $run)
        } finally {
            $leftBehind = @(Remove-HostTestRun -Run $run)
            foreach ($object in $leftBehind) {
                $message = "$($object.Kind) $($object.Id) $($object.Name) could not be removed: $($object.Reason). Try Test-HnsPolicyHost -RemoveLeftover later."
                $problem = New-CommandError -Message $message -Id LeftBehind -Category ResourceExists -Target $object
                Write-CommandError -Cmdlet $PSCmdlet -ErrorRecord $problem
            }
        }
        $report = New-HostTestReport -Run $run -Questions $answers -LeftBehind $leftBehind
        [System.IO.File]::WriteAllText($file, (ConvertTo-Json -InputObject $report -Depth 10), [System.Text.UTF8Encoding]::new($false))
        $report
    } catch {
        $PSCmdlet.ThrowTerminatingError($_)
    }
}
