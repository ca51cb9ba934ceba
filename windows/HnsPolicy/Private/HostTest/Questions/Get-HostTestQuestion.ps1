# Returns every question in the order in which it is asked. docs/real-host.md explains the consequences of the answers, and
# src/simulator/hns/host-questions.ts maps them to the simulator's switches.
function Get-HostTestQuestion {
    [CmdletBinding()]
    [OutputType([psobject])]
    param()

    New-HostTestQuestion hns-version 'Which HNS version is this?' {
        param($Run)
        $version = Invoke-HostTestV1 -Run $Run -Request 'GET /globals/version'
        "$($version.Major).$($version.Minor)"
    }
    New-HostTestQuestion namespace-compartment 'Does a namespace accept the field CreateWithCompartment?' {
        param($Run)
        $namespace = [pscustomobject]@{ Kind = 'Namespace'; Id = New-HostTestId; Name = '' }
        $document = [ordered]@{ Type = 'Host'; CreateWithCompartment = $true; SchemaVersion = [ordered]@{ Major = 2; Minor = 2 } }
        $result = Invoke-HostTestCreate -Run $Run -Object $namespace -Document $document
        if ($result.Succeeded) { 'accept' } else { 'refuse' }
    }
    New-HostTestQuestion endpoint-state 'Which state does an endpoint in a namespace have?' {
        param($Run)
        $endpoint = New-HostTestEndpoint -Run $Run
        $document = Get-HostTestDocument -Run $Run -Id $endpoint.Id -Query '{"SchemaVersion":{"Major":1,"Minor":0}}'
        # A number of docs/reference/hns-api.md section 2.3: 2 or 3 if it is attached.
        [string](Get-HostTestMember -Object $document -Name State)
    }

    Get-HostTestUpdateQuestion
    Get-HostTestAclQuestion
    Get-HostTestFieldQuestion
    Get-HostTestQueryQuestion
    Get-HostTestSetQuestion
    Get-HostTestTrafficQuestion
    Get-HostTestConnectionQuestion

    # Must be last, because it removes the network that all others use.
    New-HostTestQuestion network-removal 'What happens to the endpoints of a network that is removed?' {
        param($Run)
        $endpoint = New-HostTestEndpoint -Run $Run -Unattached
        $result = Invoke-HostTestCall -Run $Run -Name HcnDeleteNetwork -Id $Run.Network.Id
        if (-not $result.Succeeded) { return 'refuse' }
        $result = Invoke-HostTestCall -Run $Run -Name HcnQueryEndpointProperties -Id $endpoint.Id
        if ($result.Succeeded) { 'orphan' } else { 'cascade' }
    }
}

# Ask receives the run and the parameters, and returns the answer. It throws if it cannot find the answer. Since is the first HNS version
# that supports the question, and Traffic marks questions that need packets.
function New-HostTestQuestion {
    [CmdletBinding()]
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Id,
        [Parameter(Mandatory, Position = 1)] [string] $Question,
        [Parameter(Mandatory, Position = 2)] [scriptblock] $Ask,
        [Parameter(Position = 3)] [hashtable] $Parameters = @{},
        [string] $Since = '',
        [switch] $Traffic
    )

    [pscustomobject]@{ Id = $Id; Question = $Question; Ask = $Ask; Parameters = $Parameters; Since = $Since; Traffic = [bool]$Traffic }
}
