/** Answers of containerd 1.6, 1.7 and 2.x on Windows and Linux, and invalid answers. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CriError } from '../../src/cri/cri-error.ts';
import { concernsSandbox, readListing, readNetwork, readVersion } from '../../src/cri/read-sandbox.ts';
import { type RuntimeVersion, sharesEvents } from '../../src/cri/runtime-version.ts';

const HCN = '6CC1BA7E-51D8-4F4C-9A4B-7A1D0E9B5C3F';
const METADATA = { name: 'web', namespace: 'demo', uid: 'u', attempt: 1 };
const ITEM = { id: 'i', metadata: METADATA, state: 'SANDBOX_READY', createdAt: '1795846385811999999', labels: {}, annotations: {} };

const status = (info: unknown, network: unknown = { ip: '10.0.0.7', additionalIps: [{ ip: 'FD00:0::7' }] }, linux: unknown = null) => ({
  status: { network, linux },
  info: info === undefined ? {} : { info: typeof info === 'string' ? info : JSON.stringify(info) },
});
const windows = { windows: { network: { networkNamespace: HCN } } };
const BOTH = ['10.0.0.7', 'fd00::7'];
const POD = { kind: 'pod', addresses: BOTH, networkNamespace: HCN.toLowerCase() };

describe('the network of a sandbox', () => {
  for (const [what, answer, expected] of [
    ['containerd 1.6 and 1.7 on Windows', status({ netNamespaceClosed: false, runtimeSpec: windows }), POD],
    ['containerd 2.x on Windows', status({ netNamespaceClosed: false, runtimeSpec: windows, sandboxMetadata: { NetNSPath: HCN } }), POD],
    ['containerd 2.x without a runtime spec', status({ runtimeSpec: null, sandboxMetadata: { NetNSPath: HCN } }), POD],
    [
      'Linux',
      status({ runtimeSpec: { linux: { namespaces: [{ type: 'pid' }, { type: 'network', path: '/var/run/netns/cni-A' }] } } }),
      { ...POD, networkNamespace: '/var/run/netns/cni-A' },
    ],
    [
      'a HostProcess pod',
      status({ config: { windows: { security_context: { host_process: true } } } }, { ip: '', additionalIps: [] }),
      { kind: 'host' },
    ],
    [
      'the host network on Linux',
      status({}, { ip: '', additionalIps: [] }, { namespaces: { options: { network: 'NODE' } } }),
      { kind: 'host' },
    ],
    ['a stopped sandbox', status({ netNamespaceClosed: true, runtimeSpec: windows }), { kind: 'closed' }],
    ['no verbose information', status(undefined), { kind: 'pod', addresses: BOTH }],
    ['information that is not JSON', status('{'), { kind: 'pod', addresses: BOTH }],
    ['neither address nor namespace', status({}, null), { kind: 'unknown' }],
    ['invalid addresses', status(undefined, { ip: 'x', additionalIps: [{ ip: '10.0.0.300' }] }), { kind: 'unknown' }],
    [
      'fields of other types',
      status({ netNamespaceClosed: 'yes', config: [], runtimeSpec: { windows: 7, linux: { namespaces: {} } }, sandboxMetadata: 'x' }),
      { kind: 'pod', addresses: BOTH },
    ],
    ['one field of another type next to a readable one', status({ config: 7, runtimeSpec: windows }), POD],
  ] as const)
    it(what, () => assert.deepEqual(readNetwork(answer), expected));

  it('has at most 16 addresses', () => {
    const additionalIps = Array.from({ length: 1_000 }, (_, n) => ({ ip: `10.1.${n >> 8}.${n & 255}` }));
    const network = readNetwork(status(undefined, { ip: '10.0.0.7', additionalIps }));
    assert.ok(network.kind === 'pod' && network.addresses.length === 16);
  });
});

describe('a list of sandboxes', () => {
  it("has times in milliseconds, and only the pod's labels", () => {
    const labels = { app: 'web', 'io.kubernetes.pod.name': 'web', 'io.kubernetes.pod.namespace': 'demo', 'io.kubernetes.pod.uid': 'u' };
    assert.deepEqual(readListing({ items: [{ ...ITEM, labels }] }), {
      sandboxes: [{ ...METADATA, id: 'i', ready: true, createdAt: 1_795_846_385_812, labels: { app: 'web' } }],
      unreadable: 0,
    });
  });

  for (const [source, expected] of [
    ['file', 'f00d'],
    ['http', 'f00d'],
    ['api', undefined],
    [undefined, undefined],
  ] as const)
    it(`source ${source}: ${expected ? 'the hash of a static pod' : 'a hash that any pod may claim, so it is ignored'}`, () => {
      const annotations = { 'kubernetes.io/config.hash': 'f00d', ...(source && { 'kubernetes.io/config.source': source }) };
      assert.equal(readListing({ items: [{ ...ITEM, annotations }] }).sandboxes[0]?.staticPodHash, expected);
    });

  it('leaves out and counts unreadable sandboxes', () => {
    const broken = [null, {}, { ...ITEM, id: '' }, { ...ITEM, metadata: null }, { ...ITEM, state: 7 }, { ...ITEM, createdAt: '-1' }];
    const { sandboxes, unreadable } = readListing({ items: [...broken, ITEM] });
    assert.deepEqual([sandboxes.length, unreadable], [1, broken.length]);
  });

  it('an id that is listed twice counts as unreadable', () => assert.equal(readListing({ items: [ITEM, ITEM] }).unreadable, 1));
});

it('reading any answer ends with a value or a CriError', () => {
  const anything = fc.oneof(
    fc.anything(),
    fc.record({ items: fc.array(fc.anything()) }),
    fc.record({ status: fc.anything(), info: fc.dictionary(fc.string(), fc.json()) }),
  );
  fc.assert(
    fc.property(anything, raw => {
      for (const read of [readVersion, readListing, readNetwork, concernsSandbox]) {
        try {
          read(raw);
        } catch (error) {
          assert.ok(error instanceof CriError && error.reason === 'garbage' && error.message.length <= 300);
        }
      }
    }),
  );
});

it('the text of an error has a bounded length and no control characters', () => {
  const { message } = new CriError('rejects', `a\u001b[31m\nb${'x'.repeat(1_000)}`);
  assert.ok(message.startsWith('a [31m b'));
  assert.equal(message.length, 300);
});

describe('events for a second receiver', () => {
  const containerd = (version: string): RuntimeVersion => ({ name: 'containerd', version });
  for (const version of ['2.0.0', '2.0.4', 'v2.1.0', '2.1.0-rc.1', '2.0.0~ds1', '3.0.0'])
    it(`${version}: yes`, () => assert.ok(sharesEvents(containerd(version))));
  for (const version of ['1.6.20~ds1', '1.7.24~ds1', 'v1.7.20+azure', '1.7.99', '2.0.0-beta.2', '2', '', 'devel', '12'])
    it(`'${version}': no`, () => assert.ok(!sharesEvents(containerd(version))));
  it('another runtime: no', () => assert.ok(!sharesEvents({ name: 'cri-o', version: '2.0.0' })));
});
