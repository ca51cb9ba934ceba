function New-HostTestControl {
    <#
    .SYNOPSIS
        The ACL that leaves the control port open.
    .DESCRIPTION
        That packets arrive there shows that the experiment works; and it is an ACL that does not match the packets which the experiment is about.
    .PARAMETER Run
        The run.
    .PARAMETER Direction
        In at the endpoint that is connected to, Out at the one that connects.
    .OUTPUTS
        The policy.
    #>
    [CmdletBinding()]
    [OutputType([System.Collections.Specialized.OrderedDictionary])]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [ValidateSet('In', 'Out')] [string] $Direction = 'In'
    )

    $fields = @{ Id = 'control'; Direction = $Direction; Priority = 100 }
    if ($Direction -eq 'In') { $fields.LocalPorts = [string]$Run.ControlPort } else { $fields.RemotePorts = [string]$Run.ControlPort }
    New-HostTestAcl -Fields $fields
}
