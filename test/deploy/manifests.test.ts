import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { KubeObject } from '../../src/simulator/kube/object.ts';
import { needs } from '../needs.ts';
import { DEPLOY, OVERLAYS, only, render, renderOwn, renderWith } from './kustomize.ts';
import { problemsOf } from './schema.ts';

async function allValid(objects: readonly KubeObject[]): Promise<void> {
  assert.ok(objects.length > 0);
  assert.deepEqual((await Promise.all(objects.map(problemsOf))).flat(), []);
}

describe('deploy: every manifest renders and matches the schema of its kind', function () {
  this.slow(2000);
  before(function () {
    needs(this, 'kubectl');
  });

  for (const overlay of OVERLAYS) it(`overlay ${overlay}`, () => allValid(render(`overlays/${overlay}`)));

  for (const component of readdirSync(join(DEPLOY, 'components'))) {
    // Every overlay has this component.
    if (component === 'admission') continue;
    it(`component ${component}, on every overlay`, async () => {
      for (const overlay of OVERLAYS) await allValid(renderWith(overlay, component));
    });
  }

  for (const document of ['docs/install.md', 'docs/uninstall.md']) {
    it(`the users’ kustomizations in ${document}`, async () => {
      const blocks = [...readFileSync(document, 'utf8').matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text]) => text!);
      assert.ok(blocks.length > 0);
      for (const block of blocks) await allValid(renderOwn(block, { 'agent.yaml': 'metricsAddress: 0.0.0.0:9464\n' }));
    });
  }

  it('a user’s kustomization moves all objects to another namespace and changes the image', () => {
    const own = {
      namespace: 'policies',
      resources: ['../hns-policy-agent/deploy/overlays/aks-azure-cni'],
      images: [{ name: 'registry.example.com/hns-policy-agent', newName: 'mine.example/agent', newTag: '9' }],
    };
    const objects = renderOwn(stringify(own));
    for (const { kind, metadata } of objects) {
      // Kustomize sets a namespace on these cluster-scoped kinds. The API server removes it.
      if (kind.startsWith('ValidatingAdmission')) continue;
      assert.equal(metadata.namespace, kind.startsWith('Cluster') ? undefined : 'policies', kind);
    }
    assert.equal(only(objects, 'ClusterRoleBinding').subjects[0].namespace, 'policies');
    assert.equal(only(objects, 'DaemonSet').spec.template.spec.containers[0].image, 'mine.example/agent:9');
  });

  it('deploy/ has only these overlays', () => assert.deepEqual(readdirSync(join(DEPLOY, 'overlays')).sort(), [...OVERLAYS]));

  it('a wrong type, a missing field and an unknown field are detected', async () => {
    const spoilt = (change: (daemonSet: KubeObject) => void) => {
      const daemonSet = only(render('overlays/generic'), 'DaemonSet');
      change(daemonSet);
      return problemsOf(daemonSet);
    };
    const container = (daemonSet: KubeObject) => daemonSet.spec.template.spec.containers[0];
    assert.match((await spoilt(object => Object.assign(container(object), { image: 7 })))[0]!, /containers\/0\/image must be string/);
    assert.match((await spoilt(object => delete container(object).name))[0]!, /0 must have required property name/);
    assert.deepEqual(await spoilt(object => Object.assign(container(object), { imag: 'x' })), [
      'DaemonSet hns-policy-agent: unknown field .spec.template.spec.containers.0.imag',
    ]);
  });
});
