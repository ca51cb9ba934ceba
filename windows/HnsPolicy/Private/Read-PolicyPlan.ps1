function Read-PolicyPlan {
    <#
    .SYNOPSIS
        What a plan of `hns-policy plan -o json` wants of one node.
    .PARAMETER Json
        Text of the plan.
    .PARAMETER Node
        Name of the node; '': the only one, or the one that has this computer's name.
    .OUTPUTS
        For each pod Pod (namespace/name), Addresses and Acls (as of Read-AclPolicy).
    #>
    [CmdletBinding()]
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Json,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Node
    )

    try {
        $plan = Split-JsonText -As Object -Json $Json
        if (-not $plan.ContainsKey('nodes')) { throw [System.FormatException]::new('it has no "nodes"') }
        $nodes = @(foreach ($text in Get-JsonList -Object $plan -Name nodes) { , (Split-JsonText -As Object -Json $text) })
        if ($nodes.Count -eq 0 -and $Node -eq '') { return }
        $wished = $Node
        if ($Node -eq '') { $wished = [System.Environment]::MachineName }
        $chosen = @($nodes | Where-Object { (Get-JsonMember -Object $_ -Name node) -eq $wished })
        if ($chosen.Count -eq 0 -and $Node -eq '' -and $nodes.Count -eq 1) { $chosen = $nodes }
        if ($chosen.Count -eq 0) {
            $names = @($nodes | ForEach-Object { Get-JsonMember -Object $_ -Name node }) -join ', '
            $message = "The plan has no node $wished, only: $names (-Node)."
            throw (New-CommandError -Id NodeNotFound -Category ObjectNotFound -Target $wished -Message $message)
        }
        foreach ($text in Get-JsonList -Object $chosen[0] -Name endpoints) {
            $endpoint = Split-JsonText -As Object -Json $text
            foreach ($name in 'namespace', 'pod', 'ipAddresses', 'policies') {
                if (-not $endpoint.ContainsKey($name)) { throw [System.FormatException]::new("an endpoint has no ""$name""") }
            }
            $addresses = @(foreach ($address in Get-JsonList -Object $endpoint -Name ipAddresses) { ConvertFrom-JsonText -Json $address })
            [pscustomobject]@{
                Pod       = '{0}/{1}' -f (Get-JsonMember -Object $endpoint -Name namespace), (Get-JsonMember -Object $endpoint -Name pod)
                Addresses = [string[]]$addresses
                Acls      = @(
                    foreach ($policy in Get-JsonList -Object $endpoint -Name policies) {
                        $acl = Read-AclPolicy -Policy $policy
                        if ($null -eq $acl -or -not $acl.Ours) {
                            throw [System.FormatException]::new("a policy is no ACL of the agent's: $policy")
                        }
                        $acl
                    }
                )
            }
        }
    } catch [System.FormatException] {
        $message = "This is no plan as 'hns-policy plan -o json' writes it: $($_.Exception.Message)."
        throw (New-CommandError -Id NotAPlan -Target $Json -Message $message)
    }
}
