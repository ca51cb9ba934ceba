/** A simulated node for tests, with the calls and documents that they send. */
import assert from 'node:assert/strict';
import { HnsError } from '../../../src/hns/transport/hns-error.ts';
import type { Transport } from '../../../src/hns/transport/transport.ts';
import { SimulatedHns, type SimulatedHnsOptions } from '../../../src/simulator/hns/hns.ts';
import { type Hresult, hresultOf } from '../../../src/simulator/hns/hresult.ts';
import type { NetworkType, Policy } from '../../../src/simulator/hns/records.ts';

/** Foreign policies with unknown fields. */
export const OUTBOUND_NAT: Policy = { Type: 'OutBoundNAT', Settings: { Exceptions: ['10.224.0.0/12'], Later: { x: 1 } }, Owner: 'cni' };
export const ROUTE: Policy = { Type: 'SDNRoute', Settings: { DestinationPrefix: '10.0.0.0/16', NeedEncap: true } };

export class TestNode {
  readonly hns: SimulatedHns;
  readonly transport: Transport;
  readonly network: string;
  /** A running pod's endpoint at 10.224.0.72, without policies. */
  readonly pod: string;

  constructor(options: SimulatedHnsOptions & { readonly type?: NetworkType } = {}) {
    this.hns = new SimulatedHns(options);
    this.transport = this.hns.transport();
    this.network = this.hns.addNetwork({ name: 'azure', type: options.type ?? 'Overlay' });
    this.pod = this.hns.addEndpoint({ name: 'pod', network: this.network, ips: ['10.224.0.72'] });
  }

  modify(request: string, policies: readonly unknown[], id = this.pod): Promise<string> {
    return this.transport.call('HcnModifyEndpoint', id, modifyDocument(request, policies));
  }

  update(...policies: readonly unknown[]): Promise<string> {
    return this.modify('Update', policies);
  }

  modifyNetwork(request: string, ...policies: readonly unknown[]): Promise<string> {
    return this.transport.call('HcnModifyNetwork', this.network, modifyDocument(request, policies));
  }

  async enumerate(kind: 'Endpoints' | 'Networks' | 'Namespaces', query: unknown = ''): Promise<string[]> {
    const ids = JSON.parse(await this.transport.call(`HcnEnumerate${kind}`, '', query === '' ? '' : JSON.stringify(query))) as string[];
    return ids.map(id => id.toLowerCase());
  }

  async endpoint(id = this.pod, query: unknown = ''): Promise<Record<string, unknown> & { Policies: Policy[] }> {
    return JSON.parse(await this.transport.call('HcnQueryEndpointProperties', id, query === '' ? '' : JSON.stringify(query)));
  }

  async v1(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ Success: boolean; Output?: unknown; Error?: string; ErrorCode?: number }> {
    return JSON.parse(await this.transport.call('HNSCall', `${method} ${path}`, body === undefined ? '' : JSON.stringify(body)));
  }

  get policies(): readonly Policy[] {
    return this.hns.policiesOf(this.pod);
  }
}

export function modifyDocument(request: string, policies: readonly unknown[]): string {
  return JSON.stringify({ ResourceType: 'Policy', RequestType: request, Settings: { Policies: policies } });
}

export function filter(value: unknown): unknown {
  return { SchemaVersion: { Major: 2, Minor: 0 }, Flags: 'None', Filter: JSON.stringify(value) };
}

/** A valid Switch ACL with the given fields changed. Undefined removes a field. */
export function acl(fields: Readonly<Record<string, unknown>> = {}): Policy {
  const settings = { Id: 'a', Action: 'Allow', Direction: 'In', Protocols: '6', RuleType: 'Switch', Priority: 1000, ...fields };
  return { Type: 'ACL', Settings: Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) };
}

/** Asserts that the call fails with the code and, if HNS writes one, an error record. */
export async function rejected(call: Promise<unknown>, hresult: Hresult, detail = ''): Promise<void> {
  const error = await call.then(
    () => assert.fail(`expected ${hresult}, but the call succeeded`),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof HnsError, String(error));
  assert.equal(error.hresult?.toString(16), hresultOf(hresult).toString(16), error.message);
  if (error.record !== '') assert.equal(JSON.parse(error.record).ErrorCode, hresultOf(hresult));
  assert.ok(error.record.includes(detail), error.record);
}
