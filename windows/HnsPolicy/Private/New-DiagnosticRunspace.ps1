function New-DiagnosticRunspace {
    <#
    .SYNOPSIS
        A runspace of its own thread for collectors, to be left behind when one of them hangs.
    #>
    [CmdletBinding()]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Changes nothing outside this process.')]
    [OutputType([System.Management.Automation.Runspaces.Runspace])]
    param()

    $runspace = [System.Management.Automation.Runspaces.RunspaceFactory]::CreateRunspace()
    $runspace.Open()
    $runspace
}
