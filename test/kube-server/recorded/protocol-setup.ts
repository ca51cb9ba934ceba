/** The objects that the recorded server held before the protocol cases. */
import type { KubeObject } from '../../../src/simulator/kube/object.ts';
import type { KubeServer } from '../../../src/simulator/kube/server.ts';
import { type Json, recordedCases } from './recording.ts';

const AGENT = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'hns-policy-agent', namespace: 'kube-system' } };

export function seedBeforeProtocol(server: KubeServer): void {
  const namespaces = ['proto', 'demo', 'val'].map(name => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  const cases = recordedCases('protocol');
  const answer = (name: string): Json => cases.find(recorded => recorded.name === name)!.body;
  const events = answer('list-events-core-reason').items.map((event: Json) => ({ apiVersion: 'v1', kind: 'Event', ...event }));
  const policies = answer('table-np').rows.map(({ object }: Json) => {
    const applied = JSON.parse(object.metadata.annotations['kubectl.kubernetes.io/last-applied-configuration']);
    return { ...applied, metadata: object.metadata };
  });
  server.store.seed([...namespaces, AGENT, ...[...events, ...policies].map(stored)]);
}

/** Without the recorder's stand-ins. */
function stored(object: Json): KubeObject {
  const { uid, resourceVersion, creationTimestamp, managedFields, ...metadata } = object.metadata;
  return { ...object, metadata };
}
