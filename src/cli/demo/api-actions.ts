/** Performs the walkthrough's actions with the requests that kubectl would make. */
import type { ApiConnection, ApiRequest } from '../../kube/watch/connection.ts';
import type { Action, Manifest } from './action.ts';

const PATIENCE = 10_000;

/** @throws ApiError if the server rejects a request. */
export async function performThroughApi(connection: ApiConnection, action: Action): Promise<void> {
  for (const request of requestsOf(action)) await connection.json({ ...request, patience: () => PATIENCE });
}

function requestsOf(action: Action): Omit<ApiRequest, 'patience'>[] {
  switch (action.verb) {
    case 'create namespace': {
      const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: action.name } };
      return [{ method: 'POST', path: '/api/v1/namespaces', body }];
    }
    case 'run':
      return [{ method: 'POST', path: `/api/v1/namespaces/${action.namespace}/pods`, body: podOf(action) }];
    case 'apply': {
      const { manifest } = action;
      const query = { fieldManager: 'hns-policy-demo', force: 'true' };
      return [{ method: 'PATCH', path: policyPath(manifest), query, contentType: 'application/apply-patch+yaml', body: manifest }];
    }
    case 'label pod': {
      const body = { metadata: { labels: Object.fromEntries([action.label]) } };
      const path = `/api/v1/namespaces/${action.namespace}/pods/${action.pod}`;
      return [{ method: 'PATCH', path, contentType: 'application/merge-patch+json', body }];
    }
    case 'delete networkpolicy':
      return action.names.map(name => ({ method: 'DELETE', path: policyPath({ metadata: { namespace: action.namespace, name } }) }));
  }
}

function policyPath({ metadata: { namespace, name } }: Pick<Manifest, 'metadata'>): string {
  return `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies/${name}`;
}

function podOf({ namespace, pod, node, image, labels, port }: Extract<Action, { verb: 'run' }>): Manifest {
  const container = { name: pod, image, ...(port !== undefined && { ports: [{ containerPort: port }] }) };
  // kubectl adds this label if no label is given.
  const metadata = { name: pod, namespace, labels: Object.keys(labels).length > 0 ? labels : { run: pod } };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { nodeName: node, containers: [container] } };
}
