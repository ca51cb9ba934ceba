import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { stringify } from 'yaml';
import type { KubeServer } from '../../src/simulator/kube/server.ts';
import { startKubeServer } from '../kube-server/start.ts';
import { needs } from '../needs.ts';
import { Kubectl } from '../simulator/kube/kubectl.ts';
import { DEPLOY, OVERLAYS, RUNBOOK_FILE } from './kustomize.ts';

/** All components that are not in every overlay. They are applied together to save time. */
const COMPONENTS = readdirSync(join(DEPLOY, 'components')).filter(name => name !== 'admission');

describe('deploy: kubectl applies the installation', function () {
  this.timeout(120_000);

  let kube: KubeServer;
  let kubectl: Kubectl;
  let folder: string;
  before(async function () {
    needs(this, 'kubectl');
    folder = mkdtempSync(join(tmpdir(), 'apply-'));
    kube = await startKubeServer({ nodes: [{ name: 'win1', os: 'windows', addresses: ['10.0.0.4'], podAddresses: '10.0.1.2' }] });
    kubectl = await Kubectl.create(kube.kubeconfig());
  });
  after(async () => {
    await kube?.close();
    await kubectl?.remove();
    if (folder) rmSync(folder, { recursive: true });
  });

  /** A user's own kustomization. */
  function own({ components = [], ...rest }: { readonly components?: readonly string[]; readonly namespace?: string }): string {
    const path = mkdtempSync(join(folder, 'own-'));
    const within = (name: string) => relative(path, join(DEPLOY, name));
    const kustomization = {
      ...rest,
      resources: [within('overlays/generic'), 'runbook.yaml'],
      components: components.map(name => within(`components/${name}`)),
    };
    writeFileSync(join(path, 'kustomization.yaml'), stringify(kustomization));
    writeFileSync(join(path, 'runbook.yaml'), RUNBOOK_FILE['runbook.yaml']);
    return path;
  }
  /** Lines of the form `kind/name verb`. */
  const done = (out: string) => out.trim().split('\n').sort();
  const verbs = (out: string) => [...new Set(done(out).map(line => line.split(' ').at(-1)))];

  for (const overlay of OVERLAYS) {
    it(`overlay ${overlay}: created, unchanged the second time, deleted`, async () => {
      const path = join(DEPLOY, 'overlays', overlay);
      const created = await kubectl.succeeds(`apply -k ${path}`);
      assert.deepEqual(
        done(created).map(line => line.replace(/-[a-z0-9]{10}(?= )/, '-HASH')),
        [
          'clusterrole.rbac.authorization.k8s.io/hns-policy-agent created',
          'clusterrolebinding.rbac.authorization.k8s.io/hns-policy-agent created',
          'configmap/hns-policy-agent-HASH created',
          'daemonset.apps/hns-policy-agent created',
          'role.rbac.authorization.k8s.io/hns-policy-agent created',
          'rolebinding.rbac.authorization.k8s.io/hns-policy-agent created',
          'serviceaccount/hns-policy-agent created',
          'validatingadmissionpolicy.admissionregistration.k8s.io/hns-policy-agent created',
          'validatingadmissionpolicy.admissionregistration.k8s.io/hns-policy-agent-large created',
          'validatingadmissionpolicybinding.admissionregistration.k8s.io/hns-policy-agent created',
          'validatingadmissionpolicybinding.admissionregistration.k8s.io/hns-policy-agent-large created',
        ],
      );
      assert.deepEqual(verbs(await kubectl.succeeds(`apply -k ${path}`)), ['unchanged']);
      assert.deepEqual(verbs(await kubectl.succeeds(`delete -k ${path}`)), ['deleted']);
    });
  }

  it('every component over an overlay: created, unchanged the second time, deleted', async () => {
    const path = own({ components: COMPONENTS });
    const created = done(await kubectl.succeeds(`apply -k ${path}`));
    for (const kind of ['podmonitor', 'servicemonitor', 'prometheusrule', 'service', 'configmap']) {
      assert.ok(
        created.some(line => line.startsWith(`${kind}.`) || line.startsWith(`${kind}/`)),
        kind,
      );
    }
    assert.deepEqual(verbs(await kubectl.succeeds(`apply -k ${path}`)), ['unchanged']);
    assert.deepEqual(verbs(await kubectl.succeeds(`delete -k ${path}`)), ['deleted']);
  });

  it('in another namespace, with the permissions of the service account', async () => {
    await kubectl.succeeds('create namespace policies');
    await kubectl.succeeds(`apply -k ${own({ namespace: 'policies' })}`);
    const can = 'auth can-i watch networkpolicies.networking.k8s.io -A --as=system:serviceaccount:policies:hns-policy-agent';
    assert.equal((await kubectl.succeeds(can)).trim(), 'yes');
  });

  it('the cleanup Job: created, scaled to the nodes, deleted', async () => {
    const path = join(DEPLOY, 'cleanup');
    assert.deepEqual(done(await kubectl.succeeds(`apply -k ${path}`)), ['job.batch/hns-policy-agent-cleanup created']);
    const patch = '{"spec":{"completions":3,"parallelism":3,"suspend":false}}';
    await kubectl.succeeds(`patch job -n kube-system hns-policy-agent-cleanup -p ${patch}`);
    const told = await kubectl.succeeds(
      'get job -n kube-system hns-policy-agent-cleanup -o jsonpath={.spec.completions}/{.spec.parallelism}/{.spec.suspend}',
    );
    assert.equal(told, '3/3/false');
    await kubectl.succeeds(`delete -k ${path}`);
  });
});
