function Test-HnsPolicyConnection {
    <#
    .SYNOPSIS
        Finds the ACL that allows or blocks a connection.
    .DESCRIPTION
        Reads the actual ACLs and evaluates the first packet of a connection without sending any packet. ACLs of direction Out apply at the source's
        endpoint, and ACLs of direction In at the destination's. An end that is no endpoint of this node is skipped, so also run the command on the
        other node. The connection is allowed if both ends allow it. Replies need no ACL.

        The verdict is Undetermined, with a reason, if ACLs of the same priority disagree or if Windows builds differ in a way that affects the
        connection.

        Reads HNS once at the start and changes no object. Requires administrator rights.
    .PARAMETER From
        Address of the source.
    .PARAMETER To
        Address of the destination as the pod sees it. For a Service, use the address of one of its pods.
    .PARAMETER Port
        Port of the destination.
    .PARAMETER Protocol
        TCP or UDP.
    .PARAMETER SourcePort
        Port of the source. Default: a port that no ACL names.
    .PARAMETER NoMatch
        The action of this Windows build if no ACL matches and the endpoint has ACLs in that direction: Allow (Windows Server 2022) or Block
        (Windows Server 2025). Without it, such a connection is Undetermined.
    .EXAMPLE
        Test-HnsPolicyConnection -From 10.224.0.71 -To 10.224.0.72 -Port 80

        Explains the verdict for a TCP connection between two pods to port 80.
    .EXAMPLE
        Import-Csv flows.csv | Test-HnsPolicyConnection -NoMatch Allow | Where-Object Verdict -ne Allowed

        Lists the connections of a file (columns From, To, Port, Protocol) that are not allowed.
    .OUTPUTS
        HnsPolicy.Verdict, one for each end that is an endpoint of this node: Endpoint (GUID), Name, Direction, From, To, Protocol, Port, Verdict
        (Allowed, Blocked or Undetermined), Reason, Message (the reason as a sentence), Acls (the deciding ACL, or all that may decide) and Explanation
        (the line that "hns-policy connect --explain" prints for this end, without pods and rules, which HNS does not have).
        Reason is Acl, NoMatch, NoAcl, HostFirewall, Clash, TierAcl, WholeFamilyBlock, SetSides or SwitchRules. If several questions are open, it is
        a comma-separated list.
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
                $message = "Neither $From nor $To is the address of a running container on this node. Run the command on their nodes."
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
                    PSTypeName  = 'HnsPolicy.Verdict'
                    Endpoint    = $endpoint.Id
                    Name        = $endpoint.Name
                    Direction   = $direction
                    From        = $From
                    To          = $To
                    Protocol    = $Protocol.ToUpperInvariant()
                    Port        = $Port
                    Verdict     = $result.Verdict
                    Reason      = $result.Reason
                    Message     = $result.Message
                    Acls        = $result.Acls
                    Explanation = Format-ConnectionHalf -Result $result -Direction $direction -From $From -To $To
                }
            }
        } catch {
            Write-CommandError -Cmdlet $PSCmdlet -ErrorRecord $_
        }
    }
}
