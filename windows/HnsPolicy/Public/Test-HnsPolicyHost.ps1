function Test-HnsPolicyHost {
    <#
    .SYNOPSIS
        Asks this host's HNS the questions that only a real one can answer, and writes the answers to a file.
    .DESCRIPTION
        What HNS does with ACLs is documented badly, and nobody who wrote this agent had a Windows host. So its simulator has a switch for each thing that
        is not known. This command finds out how they stand here: it makes a network and endpoints of its own, whose names begin with
        hns-policy-selftest-, asks some sixty questions of them, removes them again whatever happens, and writes the answers with all evidence
        into a JSON file. The simulator reads that file (docs/real-host.md).

        It changes no network and no endpoint that it has not made. On a host without any network on an adapter it refuses to make one of type L2Bridge,
        because that would cut the host's connections for a while.

        A question that cannot be answered has the answer unknown and a reason. Those that need packets are asked with sockets in the endpoints'
        compartments; that part has never run on a Windows host and may answer nothing but unknown.
    .PARAMETER Path
        Of the result file. An existing file is replaced.
    .PARAMETER NetworkType
        Of the network to make. L2Bridge is what Azure CNI and Calico use: packets pass VFP. On NAT the Windows firewall decides, and most answers about packets
        say nothing about such nodes.
    .PARAMETER NetworkAdapterName
        Name of the adapter to put the network on; by default that of a network which is already there.
    .PARAMETER Subnet
        IPv4 subnet with 24 bits for the network. No other network of the host may have an address in it.
    .PARAMETER AclCount
        With how many ACLs one Update is timed.
    .PARAMETER TimeoutSeconds
        To wait for the answer to one call. After one that does not come no more questions are asked.
    .PARAMETER Probe
        A script block that moves packets in place of the built-in one. It is called with a hashtable: Operation (Connect, Open, Use, Close or Watch), From
        and To (endpoints with Address and Compartment), Port to listen at, Address and TargetPort to connect to, Connection, While. It answers
        Connect and Use with $true or $false, Open with a connection, Watch with an object that has Attempts and Arrived.
    .PARAMETER AllowNewSwitch
        Make the network even if HNS has to put a switch on an adapter of the host first. The host's connections break for some seconds.
    .PARAMETER RemoveLeftover
        Ask nothing, and remove what an earlier run left behind that was killed. Not while another run is under way.
    .EXAMPLE
        Test-HnsPolicyHost -WhatIf

        Says what would be made, and asks nothing.
    .EXAMPLE
        Test-HnsPolicyHost -Path C:\temp\node1.json -Confirm:$false | Select-Object -ExpandProperty questions | Format-Table id, answer, reason

        Asks everything without asking back, and shows the answers.
    .EXAMPLE
        Test-HnsPolicyHost -RemoveLeftover

        Removes what is left of runs that were killed, one confirmation for each object.
    .OUTPUTS
        HnsPolicy.HostReport, the same as in the file; with -RemoveLeftover what was removed.
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
        if (-not [System.IO.Directory]::Exists([System.IO.Path]::GetDirectoryName($file))) { throw "there is no folder for $file" }
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
