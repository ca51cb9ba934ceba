namespace Microsoft.PowerShell.Commands;

/// <summary>What `Write-Error 'text'` throws where errors stop; its name is part of the error's id.</summary>
public sealed class WriteErrorException(string message) : SystemException(message);
