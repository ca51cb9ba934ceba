/** The text of a kubeconfig file for one server and one user. */
import { stringify } from 'yaml';

export function kubeconfigText(server: string, ca: string, user: string, token: string): string {
  const name = 'simulated';
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') } }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name, context: { cluster: name, user } }],
    'current-context': name,
  });
}
