function New-CommandError {
    [CmdletBinding()]
    [OutputType([System.Management.Automation.ErrorRecord])]
    param(
        [Parameter(Mandatory)] [string] $Message,
        [Parameter(Mandatory)] [string] $Id,
        [System.Management.Automation.ErrorCategory] $Category = 'InvalidData',
        [object] $Target
    )

    [System.Management.Automation.ErrorRecord]::new([System.InvalidOperationException]::new($Message), $Id, $Category, $Target)
}

# Reports the failure of one object, so that the command continues with the others unless its caller set -ErrorAction Stop.
function Write-CommandError {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [System.Management.Automation.PSCmdlet] $Cmdlet,
        [Parameter(Mandatory)] [System.Management.Automation.ErrorRecord] $ErrorRecord
    )

    # The module's own preference is Stop. The caller's applies, unless the command was given -ErrorAction.
    $ErrorActionPreference = $Cmdlet.SessionState.PSVariable.GetValue('ErrorActionPreference')
    $Cmdlet.WriteError($ErrorRecord)
}
