import assert from 'node:assert/strict';
import sinon from 'sinon';
import { type DesiredAcls, updateEndpoint, type Written } from '../../../src/agent/enforcement/endpoint-update.ts';
import { acl } from '../../../src/hns/acl/acl.ts';
import { HnsClient } from '../../../src/hns/client.ts';
import type { EndpointPolicy } from '../../../src/hns/document/schema.ts';
import { HnsError, hnsErrorOf } from '../../../src/hns/transport/hns-error.ts';
import type { HcnFunction } from '../../../src/hns/transport/transport.ts';

const ID = '11111111-2222-3333-4444-555555555555';
const NAT: EndpointPolicy = { Type: 'OutBoundNAT', Settings: { VIP: '' } };
const BLOCK = acl({ direction: 'In', action: 'Block', priority: 65000 }, 'default');
const ALLOW = acl({ direction: 'In', action: 'Allow', priority: 65000 }, 'default');
const DESIRED: DesiredAcls = { acls: [BLOCK] };

describe('agent/enforcement/endpoint-update', () => {
  let call: sinon.SinonStub<[HcnFunction, string, string], Promise<string>>;
  let client: HnsClient;

  beforeEach(() => {
    call = sinon.stub();
    written.length = 0;
    client = new HnsClient({ call, close: async () => {} });
  });

  /** The policies that HNS returns at each read. */
  function holds(...readings: readonly (readonly EndpointPolicy[])[]): void {
    const query = call.withArgs('HcnQueryEndpointProperties', ID);
    for (const [index, Policies] of readings.entries())
      query.onCall(index).resolves(JSON.stringify({ ID, HostComputeNetwork: ID, Policies }));
    call.withArgs('HcnModifyEndpoint', ID).resolves('');
  }
  const calls = () => call.args.map(([name]) => name);
  const sent = () =>
    call.args.filter(([name]) => name === 'HcnModifyEndpoint').map(([, , document]) => JSON.parse(document).Settings.Policies);

  const written: Written[] = [];
  const update = async (desired: DesiredAcls) =>
    updateEndpoint(client, ID, { policies: await client.policies(ID), sentAt: performance.now() }, desired, one => written.push(one));

  it('sends one Update of all policies, then reads back', async () => {
    holds([NAT], [NAT, BLOCK]);
    assert.equal(await update(DESIRED), true);
    assert.deepEqual(calls(), ['HcnQueryEndpointProperties', 'HcnModifyEndpoint', 'HcnQueryEndpointProperties']);
    assert.deepEqual(sent(), [[NAT, BLOCK]]);
  });

  it('sends no Update if the endpoint is in sync', async () => {
    holds([NAT, BLOCK]);
    assert.equal(await update(DESIRED), false);
    assert.deepEqual(calls(), ['HcnQueryEndpointProperties']);
  });

  it('treats success without effect as a failure', async () => {
    holds([NAT], [NAT]);
    await assert.rejects(update(DESIRED), /does not hold the ACLs it was sent/);
  });

  it('treats success with a lost foreign policy as a failure', async () => {
    holds([NAT], [BLOCK]);
    await assert.rejects(update(DESIRED), /a policy of type OutBoundNAT that was there before is gone/);
  });

  it('the read-back compares foreign policies by meaning, and reports a difference', async () => {
    const theirs = (RemoteAddresses: string, more: object = {}): EndpointPolicy => ({
      Type: 'ACL',
      Settings: { Action: 'Allow', Direction: 'In', RemoteAddresses, Priority: 65499, ...more },
    });
    holds(
      [NAT, theirs('10.0.0.1,10.0.0.2')],
      [NAT, theirs('10.0.0.2/32,10.0.0.1', { Protocols: '256', RuleType: 'Switch', Id: '' }), BLOCK],
    );
    await update(DESIRED);
    assert.deepEqual([written[0]?.added, written[0]?.lost], [[], []]);
    assert.ok(written[0]!.windowMs >= 0);

    call.reset();
    holds([NAT, theirs('10.0.0.1')], [NAT, theirs('10.0.0.2'), BLOCK]);
    await update(DESIRED);
    assert.deepEqual([written[1]?.added, written[1]?.lost], [[theirs('10.0.0.2')], [theirs('10.0.0.1')]]);
  });

  it('throws the error of a rejected Update', async () => {
    holds([NAT]);
    call.withArgs('HcnModifyEndpoint', ID).rejects(hnsErrorOf('HcnModifyEndpoint', 0x803b000d));
    await assert.rejects(update(DESIRED), (error: unknown) => error instanceof HnsError && error.hresult === 0x803b000d);
  });

  describe('removing the last own ACL', () => {
    const desired: DesiredAcls = { acls: [], orElse: [ALLOW] };

    it('takes one Update if HNS removes it', async () => {
      holds([NAT, BLOCK], [NAT]);
      await update(desired);
      assert.deepEqual(sent(), [[NAT]]);
    });

    it('writes allow-all ACLs if HNS keeps it', async () => {
      holds([NAT, BLOCK], [NAT, BLOCK], [NAT, BLOCK], [NAT, ALLOW]);
      await update(desired);
      assert.deepEqual(sent(), [[NAT], [NAT, ALLOW]]);
    });

    it('writes allow-all ACLs if HNS rejects the Update', async () => {
      holds([BLOCK], [BLOCK], [ALLOW]);
      call.withArgs('HcnModifyEndpoint', ID).onFirstCall().rejects(hnsErrorOf('HcnModifyEndpoint', 0x803b000d));
      await update(desired);
      assert.deepEqual(sent().at(-1), [ALLOW]);
    });

    it('sends no Update if the allow-all ACLs are there already', async () => {
      holds([NAT, ALLOW]);
      assert.equal(await update(desired), false);
    });

    it('does not retry if HNS is unavailable', async () => {
      holds([NAT, BLOCK]);
      call.withArgs('HcnModifyEndpoint', ID).rejects(hnsErrorOf('HcnModifyEndpoint', 0x800706ba));
      await assert.rejects(update(desired), { code: 'unavailable' });
      assert.equal(sent().length, 1);
    });
  });
});
