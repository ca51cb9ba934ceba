/**
 * An end of a connection, for instance `demo/client (10.224.1.5, on a linux node)`.
 * @param pods Keys. Empty: no pod has the address.
 * @param system Of the pods' node. Undefined: Windows, or unknown.
 */
export function endText(pods: readonly string[], address: string, system: string | undefined): string {
  if (pods.length === 0) return address;
  return `${pods.join(' or ')} (${address}${system === undefined ? '' : `, on a ${system} node`})`;
}
