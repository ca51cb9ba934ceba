import assert from 'node:assert/strict';
import { KubeConfig } from '@kubernetes/client-node';
import jsonpatch, { type Operation } from 'fast-json-patch';
import { stringify } from 'yaml';
import { startAgent } from '../../src/agent/agent.ts';
import { readConfig } from '../../src/agent/config-sources.ts';
import { StartupTaint } from '../../src/kube/taint/startup-taint.ts';
import type { ApiRequest } from '../../src/kube/watch/connection.ts';
import { SimulatedHns } from '../../src/simulator/hns/hns.ts';
import type { KubeObject } from '../../src/simulator/kube/object.ts';
import { recordingLog } from '../agent/recording-log.ts';
import { eventually } from '../kube/watch/eventually.ts';
import { usedRules } from '../kube-server/access/used-rules.ts';
import { startKubeServer } from '../kube-server/start.ts';
import { needs } from '../needs.ts';
import { admission } from './admission-policy.ts';
import { render, renderOwn, renderWith } from './kustomize.ts';

const NAME = 'hns-policy-agent-startup-taint';
const NODE = 'win1';
const OURS = { key: 'hns-policy-agent/not-ready', effect: 'NoSchedule' };
const OTHER = { key: 'example.com/gpu', value: 'a', effect: 'NoSchedule' };

const BEFORE = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: NODE, labels: { a: 'b' }, annotations: { c: 'd' }, resourceVersion: '7' },
  spec: { podCIDR: '10.0.1.0/24', podCIDRs: ['10.0.1.0/24'], providerID: 'azure:///1', taints: [OTHER, OURS] },
  status: {},
} as unknown as KubeObject;

const requestOf = (username: string, nodes?: readonly string[], name = NODE) => ({
  name,
  subResource: '',
  userInfo: { username, ...(nodes && { extra: { 'authentication.kubernetes.io/node-name': nodes } }) },
});
const AGENT = requestOf('system:serviceaccount:kube-system:hns-policy-agent', [NODE]);

const changed = (change: (node: KubeObject) => void): KubeObject => {
  const after = structuredClone(BEFORE);
  change(after);
  return after;
};

describe('deploy: the component startup-taint', () => {
  let objects: KubeObject[];
  let judge: ReturnType<typeof admission>;
  before(function () {
    needs(this, 'kubectl');
    objects = renderWith('generic', 'startup-taint');
    judge = admission(named('ValidatingAdmissionPolicy'));
  });
  const named = (kind: string, from = objects) => from.find(object => object.kind === kind && object.metadata.name === NAME)!;

  it('is in no overlay', () => {
    for (const overlay of ['aks-azure-cni', 'calico-cni-l2bridge', 'generic'])
      assert.ok(
        !JSON.stringify(render(`overlays/${overlay}`))
          .toLowerCase()
          .includes('taint:'),
      );
    assert.equal(named('ClusterRole', render('overlays/generic')), undefined);
  });

  it('turns the setting on, and adds one permission: patch on nodes', () => {
    const daemonSet = objects.find(({ kind }) => kind === 'DaemonSet')!;
    const env: { name: string; value?: string }[] = daemonSet.spec.template.spec.containers[0].env;
    assert.equal(env.find(({ name }) => name === 'HNS_POLICY_STARTUP_TAINT')?.value, 'true');
    assert.deepEqual(named('ClusterRole').rules, [{ apiGroups: [''], resources: ['nodes'], verbs: ['patch'] }]);
    const withoutComponent = render('overlays/generic').find(({ kind }) => kind === 'ClusterRole')!;
    assert.deepEqual(objects.find(({ kind, metadata }) => kind === 'ClusterRole' && metadata.name !== NAME)!.rules, withoutComponent.rules);
  });

  it('denies patches that its policy cannot check', () => {
    const { failurePolicy, matchConstraints } = named('ValidatingAdmissionPolicy').spec;
    assert.equal(failurePolicy, 'Fail');
    assert.deepEqual(matchConstraints.resourceRules[0].resources, ['nodes', 'nodes/*']);
    assert.deepEqual(named('ValidatingAdmissionPolicyBinding').spec, { policyName: NAME, validationActions: ['Deny'] });
  });

  it('holds for the agent in any namespace, and for no other user', () => {
    const own = { namespace: 'policies', resources: ['../hns-policy-agent/deploy/overlays/generic'] };
    const moved = renderOwn(stringify({ ...own, components: ['../hns-policy-agent/deploy/components/startup-taint'] }));
    assert.equal(named('ClusterRoleBinding', moved).subjects[0].namespace, 'policies');
    const label = changed(node => {
      node.metadata.labels = {};
    });
    assert.notDeepEqual(judge(label, BEFORE, requestOf('system:serviceaccount:policies:hns-policy-agent', [NODE])), []);
    for (const user of ['system:node:win1', 'admin', 'system:serviceaccount:kube-system:other', 'hns-policy-agent'])
      assert.equal(judge(label, BEFORE, requestOf(user)), undefined, user);
  });

  it('allows the two patches that the agent sends', async () => {
    const after: KubeObject[] = [];
    const json = async ({ method, contentType, body }: ApiRequest) => {
      assert.equal(method, 'PATCH');
      const operations = contentType === 'application/json-patch+json' ? (body as Operation[]) : [];
      after.push(jsonpatch.applyPatch(structuredClone(BEFORE), operations, true, false).newDocument);
      return after.at(-1);
    };
    await new StartupTaint(new KubeConfig(), NODE, { json, close: () => {} }).remove();
    assert.deepEqual(
      after.map(node => node.spec.taints),
      [[OTHER, OURS], [OTHER]],
    );
    for (const node of after) assert.deepEqual(judge(node, BEFORE, AGENT), []);
  });

  it('allows the removal of the last taint, and of the taint with a value', () => {
    const one = changed(node => {
      node.spec.taints = [{ ...OURS, value: 'true' }];
    });
    const gone = changed(node => {
      delete node.spec.taints;
    });
    assert.deepEqual(judge(gone, one, AGENT), []);
    assert.deepEqual(judge(gone, gone, AGENT), []);
  });

  const OWN = 'The agent may only patch its own node.';
  const TAINT = 'The agent may only remove the taint hns-policy-agent/not-ready:NoSchedule.';
  const FIELDS = 'The agent may not change other fields of the spec.';
  const REFUSED: readonly (readonly [string, string, (node: KubeObject) => void])[] = [
    [
      'all taints are removed',
      TAINT,
      node => {
        delete node.spec.taints;
      },
    ],
    [
      'another taint is removed',
      TAINT,
      node => {
        node.spec.taints = [OURS];
      },
    ],
    [
      'a taint is added',
      TAINT,
      node => {
        node.spec.taints.push({ key: 'x', effect: 'NoExecute' });
      },
    ],
    [
      'another taint is changed',
      TAINT,
      node => {
        node.spec.taints = [{ ...OTHER, value: 'b' }];
      },
    ],
    [
      'the effect of the taint is changed',
      TAINT,
      node => {
        node.spec.taints = [OTHER, { ...OURS, effect: 'NoExecute' }];
      },
    ],
    [
      'the order of taints is changed',
      TAINT,
      node => {
        node.spec.taints = [OURS, OTHER];
      },
    ],
    [
      'the node is cordoned',
      'The agent may not cordon or uncordon.',
      node => {
        node.spec.unschedulable = true;
      },
    ],
    [
      'a label is added',
      'The agent may not change labels.',
      node => {
        node.metadata.labels = { a: 'b', 'kubernetes.io/os': 'linux' };
      },
    ],
    [
      'all labels are removed',
      'The agent may not change labels.',
      node => {
        delete node.metadata.labels;
      },
    ],
    [
      'an annotation is changed',
      'The agent may not change annotations.',
      node => {
        node.metadata.annotations = { c: 'e' };
      },
    ],
    [
      'a finalizer is added',
      'The agent may not change finalizers.',
      node => {
        node.metadata.finalizers = ['example.com/x'];
      },
    ],
    [
      'an owner is added',
      'The agent may not change owners.',
      node => {
        node.metadata.ownerReferences = [{ apiVersion: 'v1', kind: 'Pod', name: 'x', uid: 'y' }];
      },
    ],
    [
      'the provider id is changed',
      FIELDS,
      node => {
        node.spec.providerID = 'x';
      },
    ],
    [
      'the pod CIDRs are changed',
      FIELDS,
      node => {
        node.spec.podCIDRs = ['10.0.2.0/24'];
      },
    ],
  ];
  for (const [what, message, change] of REFUSED) {
    it(`refuses a patch by which ${what}`, () => assert.deepEqual(judge(changed(change), BEFORE, AGENT), [message]));
  }

  it('refuses the removal from another node, and without the claim of a node', () => {
    const removed = changed(node => {
      node.spec.taints = [OTHER];
    });
    const user = AGENT.userInfo.username;
    for (const request of [
      requestOf(user, ['win2']),
      requestOf(user, []),
      requestOf(user, [NODE, 'win2']),
      requestOf(user),
      requestOf(user, [NODE], 'win2'),
    ])
      assert.deepEqual(judge(removed, BEFORE, request), [OWN]);
  });

  it('refuses subresources', () => {
    assert.deepEqual(judge(BEFORE, BEFORE, { ...AGENT, subResource: 'status' }), ['The agent may only patch nodes.']);
  });

  it('an agent with its permissions removes the taint, and uses no other permission on nodes', async () => {
    const user = AGENT.userInfo.username;
    const kube = await startKubeServer({ nodes: [{ name: NODE, os: 'windows', addresses: ['10.0.0.4'], podAddresses: '10.0.1.2' }] });
    const { log } = recordingLog();
    const taints = () => kube.store.get('nodes', NODE)!.spec.taints as object[];
    kube.store.put('nodes', { ...kube.store.get('nodes', NODE)!, spec: { taints: [OTHER, OURS] } });
    kube.store.seed(objects.filter(({ kind }) => /^(ServiceAccount|ClusterRole|ClusterRoleBinding)$/.test(kind)));
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(kube.kubeconfig(user));
    const config = readConfig({
      flags: { nodeName: NODE, transport: 'simulator', nodeAddresses: '10.0.0.4', criEndpoint: '', startupTaint: true },
    });
    const hns = new SimulatedHns({ name: NODE });
    hns.addNetwork({ name: 'azure' });
    const agent = await startAgent({ config, kubeConfig, transport: hns.transport(), enforces: true, log });
    try {
      await eventually(() => taints().length === 1, 'the taint is removed');
      assert.deepEqual(taints(), [OTHER]);
      const used = usedRules(kube.faults.requests, user).filter(({ resources }) => resources.includes('nodes'));
      assert.deepEqual(
        used.map(({ apiGroups, resources, verbs }) => ({ apiGroups, resources, verbs })),
        named('ClusterRole').rules,
      );
    } finally {
      await agent.stop(0);
      await kube.close();
    }
  });
});
