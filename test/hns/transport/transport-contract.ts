/**
 * The contract of every Transport. It runs for the simulator in this process, and for each transport through native libraries, C# or
 * PowerShell. The vectors are those of docs/reference/hns-api.md §9.
 */
import assert from 'node:assert/strict';
import { HnsError, type HnsErrorCode } from '../../../src/hns/transport/hns-error.ts';
import type { Transport } from '../../../src/hns/transport/transport.ts';
import type { SimulatedHns } from '../../../src/simulator/hns/hns.ts';

export interface ContractSubject {
  readonly transport: Transport;
  /** The simulated HNS behind the transport: empty, with every switch in its strict position. */
  readonly hns: SimulatedHns;
  /** Removes everything that setup created, except the transport. */
  readonly dispose?: () => Promise<void>;
}

const UNKNOWN_ID = '6f0e4d3c-0000-4000-8000-000000000001';
const LISTS = {
  Protocols: '6',
  Action: 'Block',
  LocalAddresses: '192.168.100.0/24,10.0.0.21',
  RemoteAddresses: '192.168.100.0/24,10.0.0.21',
  LocalPorts: '80,8080',
  RemotePorts: '80,8080',
  RuleType: 'Switch',
  Priority: 200,
};
const OUTBOUND_NAT = { Type: 'OutBoundNAT', Settings: { Exceptions: ['10.224.0.0/12'] } };

export function transportContract(name: string, setup: () => Promise<ContractSubject>): void {
  describe(`the contract of a Transport: ${name}`, () => {
    let subject: ContractSubject;
    let transport: Transport;
    let hns: SimulatedHns;
    let network: string;
    let pod: string;

    beforeEach(async () => {
      subject = await setup();
      ({ transport, hns } = subject);
      network = hns.addNetwork({ name: 'azure', type: 'Overlay' });
      pod = hns.addEndpoint({ name: 'pod', network, ips: ['10.224.0.72'] });
    });
    afterEach(async () => {
      hns.faults.clear();
      await transport.close();
      await subject.dispose?.();
    });

    const request = (type: string, policies: readonly unknown[]) =>
      JSON.stringify({ ResourceType: 'Policy', RequestType: type, Settings: { Policies: policies } });
    const update = (...policies: readonly unknown[]) => transport.call('HcnModifyEndpoint', pod, request('Update', policies));
    const acl = (Settings: object) => ({ Type: 'ACL', Settings });
    const json = (text: string) => JSON.parse(text);
    const filter = (keys: object) => JSON.stringify({ SchemaVersion: { Major: 2, Minor: 0 }, Filter: JSON.stringify(keys) });
    const ids = async (query: string) =>
      json(await transport.call('HcnEnumerateEndpoints', '', query)).map((id: string) => id.toLowerCase());
    const policies = async () => json(await transport.call('HcnQueryEndpointProperties', pod, '')).Policies;
    const set = (Id: string, PolicyType: string, Values: string) => ({ Type: 'SetPolicy', Settings: { Id, Name: Id, PolicyType, Values } });
    const modifyNetwork = (type: string, ...list: readonly unknown[]) => transport.call('HcnModifyNetwork', network, request(type, list));

    /** Checks that the call fails with an HnsError of this code and HRESULT, and with HNS's unchanged record. */
    async function refuses(call: Promise<string>, hresult: number, code: HnsErrorCode, text?: string): Promise<void> {
      await assert.rejects(call, (error: unknown) => {
        assert.ok(error instanceof HnsError, `no HnsError: ${error}`);
        assert.equal(error.hresult, hresult);
        assert.equal(error.code, code);
        assert.match(error.function, /^Hcn/);
        if (text !== undefined) assert.deepEqual(json(error.record), { Success: false, Error: text, ErrorCode: hresult });
        return true;
      });
    }

    describe('calls', () => {
      it('enumerates each kind as a JSON array of ids', async () => {
        const namespace = hns.addNamespace();
        for (const [call, id] of [
          ['HcnEnumerateEndpoints', pod],
          ['HcnEnumerateNetworks', network],
          ['HcnEnumerateNamespaces', namespace],
        ] as const) {
          assert.deepEqual(json((await transport.call(call, '', '')).toLowerCase()), [id]);
        }
      });

      it('queries each kind', async () => {
        const namespace = hns.addNamespace();
        assert.equal(json(await transport.call('HcnQueryEndpointProperties', pod, '')).Name, 'pod');
        assert.equal(json(await transport.call('HcnQueryNetworkProperties', network, '')).Name, 'azure');
        assert.ok(json(await transport.call('HcnQueryNamespaceProperties', namespace, '')).NamespaceId > 0);
      });

      it('takes ids in any case', async () => {
        for (const id of [pod.toLowerCase(), pod.toUpperCase()]) {
          assert.equal(json(await transport.call('HcnQueryEndpointProperties', id, '')).Name, 'pod');
        }
      });

      it('a Modify answers with an empty text', async () => {
        assert.equal(await update(acl({ ...LISTS, Direction: 'Out' })), '');
      });

      it('returns the version of HNS', async () => {
        hns.version = { Major: 15, Minor: 4 };
        assert.deepEqual(json(await transport.call('HNSCall', 'GET /globals/version', '')), {
          Success: true,
          Output: { Major: 15, Minor: 4 },
        });
      });

      it('returns the v1 envelope to the caller, even one with a failure', async () => {
        assert.equal(json(await transport.call('HNSCall', 'GET /foo', '')).Success, false);
      });
    });

    describe('failures', () => {
      it('not found, with the record', async () => {
        await refuses(
          transport.call('HcnQueryEndpointProperties', UNKNOWN_ID, ''),
          0x803b0002,
          'not-found',
          'The endpoint was not found. ',
        );
        await refuses(transport.call('HcnModifyEndpoint', UNKNOWN_ID, '{}'), 0x803b0002, 'not-found', 'The endpoint was not found. ');
        await refuses(transport.call('HcnQueryNetworkProperties', UNKNOWN_ID, ''), 0x803b0001, 'not-found', 'The network was not found. ');
        await refuses(transport.call('HcnQueryNamespaceProperties', UNKNOWN_ID, ''), 0x80070490, 'not-found', 'Element not found. ');
      });

      it('an invalid GUID', async () => {
        await assert.rejects(transport.call('HcnQueryEndpointProperties', 'pod', ''), HnsError);
      });

      it('HNS unavailable, access denied and busy', async () => {
        hns.stop();
        await refuses(transport.call('HcnEnumerateEndpoints', '', ''), 0x800706ba, 'unavailable');
        hns.start();
        hns.configure({ access: 'denied' });
        await refuses(transport.call('HcnEnumerateEndpoints', '', ''), 0x80070005, 'access-denied');
        hns.configure({ access: 'granted' });
        hns.faults.plant({ on: 'HcnModifyEndpoint', times: 1, fail: 'HCN_E_PORT_NOT_FOUND' });
        await refuses(update({}), 0x803b0007, 'unavailable', 'The switch-port was not found. ');
        await update({});
      });

      it('a failed call does not affect the next one', async () => {
        for (let i = 0; i < 20; i++) {
          await assert.rejects(update({ Type: 'Foo' }));
          assert.deepEqual(await ids(''), [pod]);
        }
      });
    });

    describe('text', () => {
      const texts = ['grüße', '網路原則', '🚀 pod', 'a"b\\c\n\t', '\u0001', 'e\u0301', "<&'>", ' '];

      it('survives in both directions, with any characters', async () => {
        const sent = texts.map((Id, index) => acl({ Id, Action: 'Allow', Direction: 'In', Priority: 1000 + index }));
        await update(...sent);
        assert.deepEqual(hns.policiesOf(pod), sent);
        assert.deepEqual(await policies(), sent);
      });

      it('survives in filters and in error records', async () => {
        const named = hns.addEndpoint({ name: '網路 🚀', network, ips: ['10.224.0.73'] });
        assert.deepEqual(await ids(filter({ Name: '網路 🚀' })), [named]);
        await refuses(update({ Größe: 1 }), 0x803b001b, 'rejected', 'Invalid JSON document string. {{Größe,UnknownField}}');
      });

      it('of more than a megabyte survives', async () => {
        const list = Array.from({ length: 4000 }, (_, i) => `10.${i >> 8}.${i & 255}.${i % 251}`).join(',');
        const sent = Array.from({ length: 25 }, (_, i) =>
          acl({ Id: `${i}`, Action: 'Allow', Direction: 'In', RemoteAddresses: list, Priority: 1000 }),
        );
        assert.ok(request('Update', sent).length > 1_048_576);
        await update(...sent);
        assert.deepEqual(await policies(), sent);
      });
    });

    describe('several calls at once', () => {
      it('each get their own answer', async () => {
        const pods = Array.from({ length: 100 }, (_, i) => hns.addEndpoint({ name: `pod-${i}`, network, ips: [`10.224.1.${i}`] }));
        const names = await Promise.all(pods.map(async id => json(await transport.call('HcnQueryEndpointProperties', id, '')).Name));
        assert.deepEqual(
          names,
          pods.map((_, i) => `pod-${i}`),
        );
      });

      it('a hung call does not block others, and returns when HNS answers', async () => {
        hns.faults.plant({ id: pod, hang: true, on: 'HcnQueryEndpointProperties' });
        const hung = transport.call('HcnQueryEndpointProperties', pod, '');
        for (let i = 0; i < 10; i++) assert.deepEqual(await ids(''), [pod]);
        hns.faults.clear();
        // It may have reached HNS only now. In both cases it is answered.
        assert.equal(json(await hung).Name, 'pod');
      });
    });

    describe('close', () => {
      it('makes every later call fail, and may be called again', async () => {
        await transport.call('HcnEnumerateEndpoints', '', '');
        await transport.close();
        await assert.rejects(transport.call('HcnEnumerateEndpoints', '', ''), HnsError);
        await transport.close();
      });
    });

    describe('vectors', () => {
      it('1: lists of addresses and ports, In and Out', async () => {
        await update(acl({ ...LISTS, Direction: 'In' }), acl({ ...LISTS, Direction: 'Out' }));
        assert.equal((await policies()).length, 2);
      });

      it('2: the default deny of Calico CNI', async () => {
        await update(acl({ RuleType: 'Switch', Action: 'Block', Direction: 'In', Protocols: '256', Priority: 65500 }));
      });

      it('3: a base ACL without Protocols and RuleType', async () => {
        await update(acl({ Action: 'Allow', Direction: 'In', Priority: 65499 }));
      });

      it('4: a Host rule without Priority', async () => {
        await update(acl({ RuleType: 'Host', Action: 'Allow', Direction: 'In' }));
      });

      it('5: the address Any', async () => {
        const text = 'The provided policy configuration is invalid or missing parameters. ';
        await refuses(update(acl({ Action: 'Allow', Direction: 'In', LocalAddresses: 'Any', Priority: 1 })), 2151350285, 'rejected', text);
      });

      it('6: the policy type Foo', async () => {
        await refuses(update({ Type: 'Foo', Settings: {} }), 2151350286, 'rejected', 'Invalid policy type. ');
      });

      it('7: the field Foo', async () => {
        const call = update(acl({ Action: 'Allow', Direction: 'In', Priority: 1, Foo: 1 }));
        await refuses(call, 2151350299, 'rejected', 'Invalid JSON document string. {{Foo,UnknownField}}');
      });

      it('8: truncated JSON', async () => {
        const call = transport.call('HcnModifyEndpoint', pod, request('Update', [acl(LISTS)]).slice(0, -1));
        await refuses(call, 2151350299, 'rejected', 'Invalid JSON document string. ');
      });

      it('9: an unknown endpoint, by either code', async () => {
        await refuses(transport.call('HcnModifyEndpoint', UNKNOWN_ID, request('Update', [{}])), 2151350274, 'not-found');
        hns.configure({ endpointNotFound: 'ERROR_NOT_FOUND' });
        await refuses(transport.call('HcnModifyEndpoint', UNKNOWN_ID, request('Update', [{}])), 2147943568, 'not-found');
      });

      it('10: a filter without a match', async () => {
        assert.equal(await transport.call('HcnEnumerateEndpoints', '', filter({ Name: 'none' })), '[]');
      });

      it('11: a filter by state', async () => {
        const attached = hns.addEndpoint({ network, ips: ['10.224.0.73'], state: 'Attached' });
        hns.addEndpoint({ network, ips: ['10.224.0.74'], state: 'Created' });
        assert.deepEqual(await ids(filter({ State: 3 })), [pod]);
        assert.deepEqual(await ids(filter({ State: 2 })), [attached]);
      });

      it('12: v1 replaces the ACLs, keeps the rest and writes out defaults', async () => {
        hns.setPolicies(pod, [OUTBOUND_NAT, acl({ Action: 'Block', Direction: 'Out', Priority: 1 })]);
        const flat = { Type: 'ACL', Id: 'v1', Action: 'Allow', Direction: 'In', Protocol: 256, RuleType: 'Switch', Priority: 900 };
        const posted = await transport.call('HNSCall', `POST /endpoints/${pod}`, JSON.stringify({ ID: pod, Policies: [flat] }));
        assert.equal(json(posted).Success, true);
        const { Output } = json(await transport.call('HNSCall', `GET /endpoints/${pod}`, ''));
        assert.deepEqual(
          Output.Policies.map(({ Type, Id, InternalPort, Scope }: Record<string, unknown>) => [Type, Id, InternalPort, Scope]),
          [
            ['OutBoundNAT', undefined, undefined, undefined],
            ['ACL', 'v1', 0, 0],
          ],
        );
      });

      it('13: an unknown v1 endpoint', async () => {
        assert.deepEqual(json(await transport.call('HNSCall', `GET /endpoints/${UNKNOWN_ID}`, '')), {
          Success: false,
          Error: 'The endpoint was not found. ',
          ErrorCode: 2151350274,
        });
      });

      it('14: sets are created before those that contain them, and removed in reverse order', async () => {
        hns.version = { Major: 15, Minor: 4 };
        const [plain, nested] = [set('s', 'IPSET', '10.0.0.1'), set('n', 'NESTEDIPSET', 's')];
        await refuses(modifyNetwork('Add', nested, plain), 0x803b001c, 'rejected');
        await modifyNetwork('Add', plain, nested);
        await refuses(modifyNetwork('Remove', plain), 0x803b002c, 'rejected');
        await modifyNetwork('Remove', nested, plain);
      });

      it('15: HRESULTs are unsigned', async () => {
        await refuses(update(acl({ Action: 'Allow' })), 2151350285, 'rejected');
      });

      it('16: a hundred writers with a fault in a hundred calls converge', async () => {
        const pods = Array.from({ length: 100 }, (_, i) => hns.addEndpoint({ network, ips: [`10.224.1.${i}`] }));
        hns.faults.plant({ on: ['HcnOpenEndpoint', 'HcnModifyEndpoint'], probability: 0.01, fail: 'HCN_E_PORT_NOT_FOUND' });
        const wanted = (id: string) => [acl({ Id: id, Action: 'Allow', Direction: 'In', Priority: 1000 })];
        let left = pods;
        for (let round = 0; left.length > 0; round++) {
          assert.ok(round < 20, `${left.length} left`);
          const done = await Promise.allSettled(left.map(id => transport.call('HcnModifyEndpoint', id, request('Update', wanted(id)))));
          left = left.filter((_, i) => done[i]!.status === 'rejected');
        }
        for (const id of pods) assert.deepEqual(hns.policiesOf(id), wanted(id));
      });
    });
  });
}
