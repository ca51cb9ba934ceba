/**
 * Names of the algorithms that the .NET Framework rejects in FIPS mode, as a class, as a name for CryptoConfig or as a value of Get-FileHash -Algorithm.
 * https://learn.microsoft.com/dotnet/api/system.security.cryptography.cryptoconfig.allowonlyfipsalgorithms
 */
const REJECTED =
  /^((HMAC)?(MD5|RIPEMD-?160)(Cng|Managed|CryptoServiceProvider)?|(SHA-?\d+|Aes|Rijndael)Managed|Rijndael|(DES|RC2)(CryptoServiceProvider)?)$/i;

/** @param name With or without its namespace. */
export function isRejectedInFipsMode(name: string): boolean {
  return REJECTED.test(name.slice(name.lastIndexOf('.') + 1));
}
