function Test-HnsPolicyConnection {
    <#
    .SYNOPSIS
        Tells which ACL decides whether a connection is allowed.
    .DESCRIPTION
        Reads the ACLs that HNS holds and works out what they make of the first packet of a connection, without sending any: at the
        endpoint of the source by its ACLs of direction Out, at that of the destination by its ACLs of direction In. An end that is
        no endpoint of this node is not judged here; run the command on its node. The connection is allowed when both ends allow it;
        replies need no ACL.
        What no one can tell is called Undetermined, with the reason: ACLs of one priority that disagree, or something in which
        builds of Windows differ and which matters here.
        Reads HNS once, when it begins, and changes nothing. Needs administrator rights.
    .PARAMETER From
        Address of the source.
    .PARAMETER To
        Address of the destination as the pod sees it; of a Service that is the address of one of its pods.
    .PARAMETER Port
        Of the destination.
    .PARAMETER Protocol
        TCP or UDP.
    .PARAMETER SourcePort
        Of the source. Without it: one that no ACL names.
    .PARAMETER NoMatch
        What this build of Windows does where no ACL matches and the endpoint has others in that direction: Allow (Windows Server
        2022) or Block (Windows Server 2025). Without it such a connection is Undetermined.
    .EXAMPLE
        Test-HnsPolicyConnection -From 10.224.0.71 -To 10.224.0.72 -Port 80

        Why the one pod reaches the other by TCP on port 80, or why it does not.
    .EXAMPLE
        Import-Csv flows.csv | Test-HnsPolicyConnection -NoMatch Allow | Where-Object Verdict -ne Allowed

        Of many connections (columns From, To, Port, Protocol) those that are not allowed.
    .OUTPUTS
        HnsPolicy.Verdict, one for each end that is an endpoint of this node: Endpoint (GUID), Name, Direction, From, To, Protocol,
        Port, Verdict (Allowed, Blocked or Undetermined), Reason (Acl, NoMatch, NoAcl, HostFirewall, Clash, TierAcl,
        WholeFamilyBlock, SetSides, SwitchRules; a comma list where several are open), Message (the same as a sentence) and Acls
        (the one that decides; where none can be told, all that may).
    #>
    [CmdletBinding()]
    [OutputType('HnsPolicy.Verdict')]
    param(
        [Parameter(Mandatory, ValueFromPipelineByPropertyName)] [string] $From,
        [Parameter(Mandatory, ValueFromPipelineByPropertyName)] [string] $To,
        [Parameter(Mandatory, ValueFromPipelineByPropertyName)] [ValidateRange(1, 65535)] [int] $Port,
        [Parameter(ValueFromPipelineByPropertyName)] [ValidateSet('TCP', 'UDP')] [string] $Protocol = 'TCP',
        [Parameter(ValueFromPipelineByPropertyName)] [ValidateRange(0, 65535)] [int] $SourcePort = 0,
        [ValidateSet('Allow', 'Block')] [string] $NoMatch
    )

    begin {
        try {
            $index = Get-AddressIndex -Endpoints @(Find-HnsEndpoint -Cmdlet $PSCmdlet)
            $networks = @{}
            $rulesets = @{}
            $default = ''
            if ($PSBoundParameters.ContainsKey('NoMatch')) { $default = $NoMatch }
        } catch {
            $PSCmdlet.ThrowTerminatingError($_)
        }
    }

    process {
        try {
            $sources = @(Find-EndpointByAddress -Index $index -IpAddress $From)
            $destinations = @(Find-EndpointByAddress -Index $index -IpAddress $To)
            if ($sources.Count + $destinations.Count -eq 0) {
                $message = "Neither $From nor $To is the address of a running container of this node, and other nodes' ACLs are not here."
                Write-CommandError -Cmdlet $PSCmdlet -ErrorRecord (
                    New-CommandError -Id EndpointNotFound -Category ObjectNotFound -Target "$From $To" -Message $message)
                return
            }
            $flow = [pscustomobject]@{
                From       = ConvertTo-IpBlock -Text $From
                To         = ConvertTo-IpBlock -Text $To
                Protocol   = @{ TCP = 6; UDP = 17 }[$Protocol]
                Port       = $Port
                SourcePort = $SourcePort
            }
            foreach ($end in @(foreach ($one in $sources) { , ($one, 'Out') }) + @(foreach ($one in $destinations) { , ($one, 'In') })) {
                $endpoint, $direction = $end
                if (-not $rulesets.ContainsKey($endpoint.Id)) {
                    if (-not $networks.ContainsKey($endpoint.Network)) {
                        $networks[$endpoint.Network] = Read-HnsNetwork -Id $endpoint.Network
                    }
                    $rulesets[$endpoint.Id] = Read-Ruleset -Endpoint $endpoint -Network $networks[$endpoint.Network]
                }
                $result = Get-FlowVerdict -Ruleset $rulesets[$endpoint.Id] -Direction $direction -Flow $flow -NoMatch $default
                [pscustomobject]@{
                    PSTypeName = 'HnsPolicy.Verdict'
                    Endpoint   = $endpoint.Id
                    Name       = $endpoint.Name
                    Direction  = $direction
                    From       = $From
                    To         = $To
                    Protocol   = $Protocol.ToUpperInvariant()
                    Port       = $Port
                    Verdict    = $result.Verdict
                    Reason     = $result.Reason
                    Message    = $result.Message
                    Acls       = $result.Acls
                }
            }
        } catch {
            Write-CommandError -Cmdlet $PSCmdlet -ErrorRecord $_
        }
    }
}
