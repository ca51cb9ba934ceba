/** Renders the kustomizations in deploy/ with the installed kubectl. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import type { KubeObject } from '../../src/simulator/kube/object.ts';

export const DEPLOY = resolve(import.meta.dirname, '../../deploy');
export const OVERLAYS = ['aks-azure-cni', 'calico-cni-l2bridge', 'generic'] as const;

/** The objects of a kustomization. @param folder Below deploy/. @throws Error with kustomize's message. */
export function render(folder: string): KubeObject[] {
  return objectsOf(kubectlKustomize(join(DEPLOY, folder)));
}

/** The base of the alerts' runbook that `renderWith` gives to the component runbook-base. */
export const RUNBOOK_BASE = 'https://wiki.example.com/alerts';
/** The file that the component runbook-base needs. Kustomize does not print it. */
export const RUNBOOK_FILE: Readonly<Record<'runbook.yaml', string>> = {
  'runbook.yaml': stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'hns-policy-agent-runbook', annotations: { 'config.kubernetes.io/local-config': 'true' } },
    data: { base: RUNBOOK_BASE },
  }),
};

/** The objects of a user's kustomization of an overlay with components. */
export function renderWith(overlay: string, ...components: string[]): KubeObject[] {
  const kustomization = {
    resources: [`../hns-policy-agent/deploy/overlays/${overlay}`, ...Object.keys(RUNBOOK_FILE)],
    components: components.map(name => `../hns-policy-agent/deploy/components/${name}`),
  };
  return renderOwn(stringify(kustomization), RUNBOOK_FILE);
}

/** Renders a user's kustomization in a folder next to this repository, which has the name hns-policy-agent there. @param files by name. */
export function renderOwn(kustomization: string, files: Readonly<Record<string, string>> = {}): KubeObject[] {
  const folder = mkdtempSync(join(tmpdir(), 'kustomize-'));
  const own = join(folder, 'own');
  try {
    mkdirSync(own);
    const text = kustomization.replaceAll('../hns-policy-agent/deploy', relative(own, DEPLOY));
    for (const [name, content] of Object.entries({ 'kustomization.yaml': text, ...files })) writeFileSync(join(own, name), content);
    return objectsOf(kubectlKustomize(own));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function kubectlKustomize(folder: string): string {
  return execFileSync('kubectl', ['kustomize', folder], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function objectsOf(yaml: string): KubeObject[] {
  return parseAllDocuments(yaml).map(document => document.toJS() as KubeObject);
}

/** The only object of its kind. */
export function only(objects: readonly KubeObject[], kind: string): KubeObject {
  const [object, ...others] = objects.filter(candidate => candidate.kind === kind);
  if (!object || others.length > 0) throw new Error(`${others.length + (object ? 1 : 0)} objects of kind ${kind} instead of one`);
  return object;
}

/** The only object of its kind with the name. */
export function named(objects: readonly KubeObject[], kind: string, name: string): KubeObject {
  return only(
    objects.filter(({ metadata }) => metadata.name === name),
    kind,
  );
}
