@{
    RootModule           = 'HnsPolicy.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '3f1b7a52-9c0e-4d6b-8a57-6f2d41c8e9b0'
    Author               = 'The hns-policy-agent authors'
    CompanyName          = 'The hns-policy-agent authors'
    Copyright            = '(c) the hns-policy-agent authors. MIT License.'
    Description          = 'Shows, compares, explains and removes the ACLs that hns-policy-agent keeps on the HNS endpoints of a Windows node.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Desktop', 'Core')
    FormatsToProcess     = @('HnsPolicy.Format.ps1xml')
    FunctionsToExport    = @(
        'Compare-HnsPolicyAcl'
        'Export-HnsPolicyDiagnostics'
        'Get-HnsPolicyAcl'
        'Get-HnsPolicyEndpoint'
        'Remove-HnsPolicyAcl'
        'Test-HnsPolicyConnection'
        'Test-HnsPolicyHost'
    )
    CmdletsToExport      = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
}
