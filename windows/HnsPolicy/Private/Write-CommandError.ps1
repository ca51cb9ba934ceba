function Write-CommandError {
    <#
    .SYNOPSIS
        Reports that one of several objects failed, so that the command goes on with the others unless its caller wants it to stop.
    .PARAMETER Cmdlet
        $PSCmdlet of the exported command.
    .PARAMETER ErrorRecord
        What happened.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [System.Management.Automation.PSCmdlet] $Cmdlet,
        [Parameter(Mandatory)] [System.Management.Automation.ErrorRecord] $ErrorRecord
    )

    # The module's own is Stop; what counts is the caller's, unless the command was given -ErrorAction.
    $ErrorActionPreference = $Cmdlet.SessionState.PSVariable.GetValue('ErrorActionPreference')
    $Cmdlet.WriteError($ErrorRecord)
}
