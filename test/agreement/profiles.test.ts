/** The guarantees with the CNI plugins and the kube-proxy of real nodes. docs/guarantees.md lists them. */
import assert from 'node:assert/strict';
import { NODE_PROFILES, type NodeProfile, writeService } from '../../src/simulator/node-profiles.ts';
import { allowed, explain, type Rejection } from '../oracle/oracle.ts';
import type { RawCluster, RawPacket } from '../oracle/raw.ts';
import { load } from '../oracle/world.ts';
import { denseCluster, everyPacket } from './dense-cluster.ts';
import { detect, KUBERNETES, type ProfiledNodes, profiledNodes, serviceOf } from './profiles.ts';

const CLUSTERS = Number(process.env.CLUSTERS ?? 2);
const KNOWN = 1;
const REJECTION: Rejection = { mode: 'reject-item', translate: [] };
const PORTS = [...new Set([...everyPacket()].map(({ port }) => port))];
/** Milliseconds. Far more than a slow machine needs. */
const SLOW = 600_000;

interface Judged extends ProfiledNodes {
  readonly raw: RawCluster;
}

for (const [name, profile] of Object.entries<NodeProfile>(NODE_PROFILES)) {
  describe(`the profile ${name}`, function () {
    this.timeout(SLOW);
    const first = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
    const clusters: Judged[] = [];
    before(async () => {
      // The known cluster has allowed and denied packets of every kind.
      for (const seed of [KNOWN, ...Array.from({ length: CLUSTERS }, (_, index) => first + index)]) {
        const raw = denseCluster(seed);
        clusters.push({ raw, ...(await profiledNodes(raw, load(raw, REJECTION), profile, PORTS)) });
      }
    });

    /** Compares each packet, and counts those that are allowed and denied. */
    function compare(packetOf: (packet: RawPacket) => RawPacket, expected: (judged: Judged, packet: RawPacket) => boolean): void {
      const counts = { true: 0, false: 0 };
      for (const judged of clusters) {
        for (const packet of everyPacket()) {
          const verdict = expected(judged, packet);
          counts[`${verdict}`]++;
          assert.equal(judged.allows(packetOf(packet)), verdict, `SEED=${first} CLUSTERS=${CLUSTERS} ${JSON.stringify(packet)}`);
        }
      }
      assert.ok(counts.true > 0 && counts.false > 0, `SEED=${first} ${JSON.stringify(counts)}`);
    }

    it('the policies decide about connections to pods', () => {
      compare(
        packet => packet,
        ({ raw }, packet) => allowed(raw, packet, REJECTION),
      );
    });

    const throughService = (packet: RawPacket): RawPacket => ({ ...packet, to: serviceOf(packet.to) });
    if (profile.isDsr) {
      it('they decide in the same way about connections through a Service', () => {
        compare(throughService, ({ raw }, packet) => allowed(raw, packet, REJECTION));
      });
    } else {
      it('without DSR they see the Service instead of the backend, and the node instead of the client', () => {
        compare(throughService, ({ raw }, packet) => {
          const egress = explain(raw, throughService(packet), REJECTION).egress.allowed;
          const ingress = explain(raw, { ...packet, from: nodeOf(raw, packet.from) }, REJECTION).ingress.allowed;
          return egress && ingress;
        });
      });

      it('so a Service opens an isolated pod to every pod of its node', () => {
        const { raw, allows } = clusters[0]!;
        const opened = [...everyPacket()].filter(
          packet =>
            nodeOf(raw, packet.from) === nodeOf(raw, packet.to) && !allowed(raw, packet, REJECTION) && allows(throughService(packet)),
        );
        assert.ok(opened.length > 0);
      });
    }

    it(`the detector reports ${profile.isDsr ? 'DSR' : 'that DSR is off'} on every node`, async () => {
      for (const { nodes } of clusters)
        for (const hns of nodes.values()) assert.equal((await detect(hns)).mode, profile.isDsr ? 'on' : 'off');
    });

    it(`without load balancers it reports ${profile.isDsr ? 'unknown' : 'that DSR is off, because of the route'}`, async () => {
      for (const { nodes } of clusters)
        for (const hns of nodes.values()) {
          for (const { id } of hns.loadBalancers()) hns.removeLoadBalancer(id);
          assert.equal((await detect(hns)).mode, profile.isDsr ? 'unknown' : 'off');
        }
    });
  });
}

describe('a node without evidence', () => {
  it('is reported as unknown, and not as DSR', async () => {
    const raw = denseCluster(1);
    const profile: NodeProfile = { ...NODE_PROFILES.aks, policies: () => [], isDsr: true };
    const { nodes } = await profiledNodes(raw, load(raw, REJECTION), profile, []);
    for (const hns of nodes.values()) {
      for (const { id } of hns.loadBalancers()) hns.removeLoadBalancer(id);
      assert.equal((await detect(hns)).mode, 'unknown');
      // A load balancer of another address than the ClusterIP of kubernetes does not decide if that one exists.
      const [endpoint] = hns.endpoints();
      writeService(hns, endpoint!.network, { address: KUBERNETES, ports: [443], backends: endpoint!.ips }, false);
      writeService(hns, endpoint!.network, { address: '203.0.113.7', ports: [80], backends: endpoint!.ips }, true);
      assert.equal((await detect(hns)).mode, 'off');
    }
  });
});

function nodeOf({ pods, nodes }: RawCluster, pod: string): string {
  const name = pods.find(({ status }) => status?.podIPs?.some(({ ip }) => ip === pod))!.spec.nodeName;
  return nodes.find(({ metadata }) => metadata.name === name)!.status!.addresses![0]!.address;
}
