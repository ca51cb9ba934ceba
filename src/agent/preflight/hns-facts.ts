/** The state of HNS that the preflight judges, read without any call that changes HNS. */
import { z } from 'zod';
import type { HnsClient } from '../../hns/client.ts';
import type { HnsEndpoint } from '../../hns/document/schema.ts';
import { ENGINES, leftovers } from '../../hns/endpoint/leftovers.ts';
import { cniDefaultDeny, hasFelixAcls } from '../../hns/foreign/cni-default-deny.ts';
import { DSR_MODES, dsrOf } from '../../hns/node/dsr.ts';
import { HnsError } from '../../hns/transport/hns-error.ts';

const count = z.int();

/** A child process sends them to the preflight. */
export const hnsFactsSchema = z.union([
  z.object({
    failure: z.string().describe('Error of the first call.'),
    answered: z.boolean().describe('HNS itself returned the error, so the transport works.'),
  }),
  z.object({
    version: z.object({ Major: z.number(), Minor: z.number() }),
    dsr: z.object({ mode: z.enum(DSR_MODES), evidence: z.string() }),
    endpoints: z
      .object({
        read: count,
        unreadable: count,
        defaultDeny: count.describe("Endpoints with the default deny of Calico's CNI plugin."),
        felix: count.describe('Endpoints with ACLs of Felix.'),
        leftovers: z.record(z.enum(ENGINES), count).describe('Endpoints with ACLs by engine.'),
      })
      .optional()
      .describe('Absent: HNS did not list them.'),
  }),
]);
export type HnsFacts = z.output<typeof hnsFactsSchema>;
export type EndpointFacts = NonNullable<Extract<HnsFacts, { version: unknown }>['endpoints']>;

/** @param serviceAddress ClusterIP of the Service `kubernetes`, if it is known. */
export async function readHnsFacts(client: HnsClient, serviceAddress: string | undefined): Promise<HnsFacts> {
  try {
    const version = await client.version();
    const loadBalancers = await unlessHnsFails(client.loadBalancers());
    const list = await unlessHnsFails(client.allEndpoints());
    return {
      version: { Major: version.Major, Minor: version.Minor },
      dsr: dsrOf({ loadBalancers, endpoints: list?.value ?? [], serviceAddress }),
      ...(list && { endpoints: { ...endpointFacts(list.value), unreadable: list.failures.length } }),
    };
  } catch (error) {
    if (!(error instanceof HnsError)) throw error;
    return { failure: error.message, answered: error.hresult !== undefined || error.code === 'rejected' };
  }
}

async function unlessHnsFails<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof HnsError) return undefined;
    throw error;
  }
}

function endpointFacts(endpoints: readonly HnsEndpoint[]): Omit<EndpointFacts, 'unreadable'> {
  const policies = endpoints.map(({ Policies = [] }) => Policies);
  const left = policies.map(list => leftovers(list, ENGINES));
  return {
    read: endpoints.length,
    defaultDeny: policies.filter(list => cniDefaultDeny(list)).length,
    felix: policies.filter(hasFelixAcls).length,
    leftovers: {
      'azure-npm': left.filter(found => found.has('azure-npm')).length,
      calico: left.filter(found => found.has('calico')).length,
    },
  };
}
