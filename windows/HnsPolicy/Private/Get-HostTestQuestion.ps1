function Get-HostTestQuestion {
    <#
    .SYNOPSIS
        Every question of the self-test, in the order in which they are asked.
    .DESCRIPTION
        docs/real-host.md says what each decides; src/simulator/hns/host-questions.ts which switch of the simulator it sets.
    .OUTPUTS
        The questions.
    #>
    [CmdletBinding()]
    [OutputType([psobject])]
    param()

    New-HostTestQuestion hns-version 'Which HNS is this?' Test-HostVersion
    New-HostTestQuestion namespace-compartment 'Does a namespace take the field CreateWithCompartment?' Test-HostNamespaceCompartment
    New-HostTestQuestion endpoint-state 'In which state is an endpoint in a namespace?' Test-HostState

    New-HostTestQuestion update-replaces 'What does an Update take away besides what it sends?' Test-HostUpdateReplaces
    New-HostTestQuestion empty-update 'What does an Update with Policies [] do?' Test-HostEmptyUpdate @{ Settings = @{ Policies = @() } }
    New-HostTestQuestion empty-object-update 'What does an Update with Policies [{}] do?' Test-HostEmptyUpdate @{ Settings = @{ Policies = @(@{}) } }
    New-HostTestQuestion no-policies-update 'What does an Update without Policies do?' Test-HostEmptyUpdate @{ Settings = @{} }
    New-HostTestQuestion missing-request-type 'What does a request without RequestType mean?' Test-HostRequestForm @{
        Envelope = @{ ResourceType = 'Policy' }; Added = 'first'
    }
    New-HostTestQuestion numeric-request 'May ResourceType and RequestType be numbers?' Test-HostRequestForm @{
        Envelope = [ordered]@{ ResourceType = 1; RequestType = 2 }; Replaced = 'accept'
    }
    New-HostTestQuestion duplicate-add 'What does an Add of an ACL that is there do?' Test-HostDuplicateAdd
    New-HostTestQuestion remove 'Does Remove take the ACL that it names?' Test-HostRemove
    New-HostTestQuestion remove-missing 'What is the code for Remove of an ACL that is not there?' Test-HostRequestCode @{ RequestType = 'Remove' }
    New-HostTestQuestion refresh 'What does Refresh do?' Test-HostRefresh
    New-HostTestQuestion reset 'What is the code for Reset?' Test-HostRequestCode @{ RequestType = 'Reset' }
    New-HostTestQuestion invalid-element 'What becomes of the valid ACLs of a request with an invalid one?' Test-HostInvalidElement
    New-HostTestQuestion read-back 'Is an ACL read back as it was written?' Test-HostReadBack
    New-HostTestQuestion remote-endpoint 'What is the code for an ACL on a remote endpoint?' Test-HostRemoteEndpoint
    New-HostTestQuestion acl-count 'How many ACLs does an endpoint take, and in what time?' Test-HostAclCount

    foreach ($row in Get-HostTestAclForm) { New-HostTestQuestion $row[0] $row[1] Test-HostAclAccepted $row[2] }

    New-HostTestQuestion endpoint-not-found 'What is the code for an endpoint that is not there?' Test-HostNotFound @{ Kind = 'Endpoint' }
    New-HostTestQuestion network-not-found 'What is the code for a network that is not there?' Test-HostNotFound @{ Kind = 'Network' }
    New-HostTestQuestion namespace-not-found 'What is the code for a namespace that is not there?' Test-HostNotFound @{ Kind = 'Namespace' }
    New-HostTestQuestion state-in-v2 'Do v2 endpoint documents tell the state?' Test-HostStateInV2
    New-HostTestQuestion guid-case 'In which case are GUIDs printed?' Test-HostGuidCase
    New-HostTestQuestion unversioned-query 'Which documents does a query without SchemaVersion return?' Test-HostQuerySchema @{ Query = '{"Flags":"None"}' }
    New-HostTestQuestion empty-query 'Which documents does an empty query return?' Test-HostQuerySchema @{ Query = '' }
    New-HostTestQuestion filter-state 'Does a filter on State select endpoints?' Test-HostFilter @{ Key = 'State' }
    New-HostTestQuestion filter-name 'Does a filter on Name select endpoints?' Test-HostFilter @{ Key = 'Name' }
    New-HostTestQuestion filter-unknown-key 'What does a filter on an unknown property do?' Test-HostFilter @{ Key = 'HnsPolicySelftest'; Value = 'x' }

    New-HostTestQuestion feature-too-new 'What is the code for a policy that only a later HNS knows?' Test-HostFeatureTooNew
    New-HostTestQuestion missing-set 'What is the code for an ACL with a set that is not there?' Test-HostMissingSet -Since 13.0
    New-HostTestQuestion duplicate-set 'What does an Add of a set that is there do?' Test-HostDuplicateSet -Since 13.0
    New-HostTestQuestion update-of-missing-set 'What does an Update of a set that is not there do?' Test-HostUpdateOfMissingSet -Since 13.0
    New-HostTestQuestion empty-set 'May a set have no values?' Test-HostEmptySet -Since 13.0
    New-HostTestQuestion set-in-use 'What is the code for removing a set that an ACL names?' Test-HostSetInUse -Since 13.0
    New-HostTestQuestion missing-member 'What is the code for a nested set with a member that is not there?' Test-HostMissingMember -Since 15.0

    New-HostTestQuestion probe 'Do packets move between two endpoints of the self-test?' Test-HostProbe -Traffic
    New-HostTestQuestion acl-enforced 'Has an ACL an effect on this type of network?' Test-HostAclEnforced -Traffic
    New-HostTestQuestion no-match 'What becomes of packets that no ACL matches?' Test-HostNoMatch -Traffic
    New-HostTestQuestion host-firewall 'Does an L2Bridge endpoint also need Host rules?' Test-HostFirewall -Traffic
    New-HostTestQuestion tie-break 'Which action wins at one priority?' Test-HostTieBreak -Traffic
    New-HostTestQuestion whole-family-block 'What does the address 0.0.0.0/0 match?' Test-HostWholeFamilyBlock -Traffic
    New-HostTestQuestion set-sides 'Where does a set stand in an In ACL?' Test-HostSetSides -Since 13.0 -Traffic
    New-HostTestQuestion service-address 'Which destination does an Out ACL see of a connection to a Service?' Test-HostServiceAddress -Traffic
    New-HostTestQuestion update-resets-connections 'Does a connection survive an Update that adds an unrelated ACL?' Test-HostUpdateResets -Traffic
    New-HostTestQuestion update-gap 'Do blocked connections get through while an Update is under way?' Test-HostUpdateGap -Traffic

    # Last: it is about the network that all others stand on.
    New-HostTestQuestion network-removal 'What does removing a network do to its endpoints?' Test-HostNetworkRemoval
}
