function Get-HostTestPlan {
    <#
    .SYNOPSIS
        What a run of the self-test makes.
    .PARAMETER Run
        The run.
    .OUTPUTS
        Target and Action of each, in words.
    #>
    [CmdletBinding()]
    [OutputType([psobject])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $made = @(
        "network $($Run.Name) ($($Run.NetworkType), $($Run.Subnet))"
        "two namespaces for $($Run.Name)"
        "endpoint $($Run.Name)-a ($($Run.AddressBase).10)"
        "endpoint $($Run.Name)-b ($($Run.AddressBase).11)"
        "load balancer of $($Run.Name)-b ($($Run.AddressBase).200)"
    )
    foreach ($target in $made) { [pscustomobject]@{ Target = $target; Action = 'Create, use and remove' } }
}
