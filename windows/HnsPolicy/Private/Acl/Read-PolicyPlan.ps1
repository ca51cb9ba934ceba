# Returns the pods of one node of a plan written by `hns-policy plan -o json`. Pod is namespace/name, and Acls come from Read-AclPolicy.
# Without -Node, selects the node named like this computer, or the only one.
function Read-PolicyPlan {
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
        $selected = $Node
        if ($Node -eq '') { $selected = [System.Environment]::MachineName }
        $chosen = @($nodes | Where-Object { (Get-JsonMember -Object $_ -Name node) -eq $selected })
        if ($chosen.Count -eq 0 -and $Node -eq '' -and $nodes.Count -eq 1) { $chosen = $nodes }
        if ($chosen.Count -eq 0) {
            $names = @($nodes | ForEach-Object { Get-JsonMember -Object $_ -Name node }) -join ', '
            $message = "The plan has no node $selected, only: $names (-Node)."
            throw (New-CommandError -Id NodeNotFound -Category ObjectNotFound -Target $selected -Message $message)
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
                            throw [System.FormatException]::new("a policy is not an ACL of the agent: $policy")
                        }
                        $acl
                    }
                )
            }
        }
    } catch [System.FormatException] {
        $message = "This is not a plan of 'hns-policy plan -o json': $($_.Exception.Message)."
        throw (New-CommandError -Id NotAPlan -Target $Json -Message $message)
    }
}
