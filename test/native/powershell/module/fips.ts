import type { ScriptFound } from './inspection.ts';

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

/** @returns The types and texts of a script that are such names, with their lines. */
export function rejectedInFipsMode({ types, texts }: ScriptFound): string[] {
  return [...types.map(({ names, line }) => ({ name: names[0]!, line })), ...texts.map(({ text, line }) => ({ name: text, line }))]
    .filter(({ name }) => isRejectedInFipsMode(name))
    .sort((a, b) => a.line - b.line)
    .map(({ name, line }) => `line ${line}: ${name}`);
}
