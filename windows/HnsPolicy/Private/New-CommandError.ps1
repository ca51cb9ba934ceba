function New-CommandError {
    <#
    .SYNOPSIS
        An error of one of the module's commands.
    .PARAMETER Message
        A whole sentence that names the object.
    .PARAMETER Id
        Names the kind of error for programs.
    .PARAMETER Category
        Of the error.
    .PARAMETER Target
        The object.
    .OUTPUTS
        The error record.
    #>
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
