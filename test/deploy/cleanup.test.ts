import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubeObject } from '../../src/simulator/kube/object.ts';
import { hnsPolicy } from '../cli/command-line.ts';
import { needs } from '../needs.ts';
import { only, render } from './kustomize.ts';
import { problemsOf } from './schema.ts';

describe('deploy: the cleanup Job', () => {
  let objects: KubeObject[];
  before(function () {
    needs(this, 'kubectl');
    objects = render('cleanup');
  });
  const spec = () => only(objects, 'Job').spec;
  const pod = () => spec().template.spec;

  it('is the only object and is valid', async () => {
    assert.deepEqual((await Promise.all(objects.map(problemsOf))).flat(), []);
    assert.deepEqual(
      objects.map(({ kind, metadata }) => [kind, metadata.namespace, metadata.name]),
      [['Job', 'kube-system', 'hns-policy-agent-cleanup']],
    );
  });

  it('starts no pod until the number of nodes is set', () => {
    assert.deepEqual([spec().suspend, spec().completionMode], [true, 'Indexed']);
    assert.equal(spec().completions, spec().parallelism);
  });

  it('runs like the agent, but on every version of Windows, and on no node with an agent or another of its pods', () => {
    const agent = only(render('overlays/generic'), 'DaemonSet').spec.template;
    for (const field of ['hostNetwork', 'securityContext', 'tolerations', 'nodeSelector', 'priorityClassName']) {
      assert.deepEqual(pod()[field], agent.spec[field], field);
    }
    const [{ topologyKey, labelSelector }] = pod().affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    assert.equal(topologyKey, 'kubernetes.io/hostname');
    for (const [label, value] of Object.entries(labelSelector.matchLabels)) {
      assert.equal(agent.metadata.labels[label], value);
      assert.equal(spec().template.metadata.labels[label], value);
    }
    // The DaemonSet's selector must not match its pods.
    assert.notEqual(spec().template.metadata.labels['app.kubernetes.io/component'], agent.metadata.labels['app.kubernetes.io/component']);
    for (const { image } of [...pod().initContainers, ...pod().containers]) assert.equal(image, agent.spec.containers[0].image);
  });

  it('runs an existing command, retries failures, and does not retry if HNS keeps objects', async () => {
    const { command, args, workingDir } = pod().initContainers[0];
    assert.deepEqual([command[0], `${workingDir}\\`], ['%CONTAINER_SANDBOX_MOUNT_POINT%\\node.exe', '%CONTAINER_SANDBOX_MOUNT_POINT%\\']);
    assert.equal(pod().restartPolicy, 'OnFailure');
    assert.equal((await hnsPolicy(['cleanup', '--help'])).status, 0);
    const folder = mkdtempSync(join(tmpdir(), 'cleanup-'));
    try {
      mkdirSync(join(folder, 'dist/cli'), { recursive: true });
      for (const [status, expected] of [
        [0, 0],
        [1, 1],
        [2, 0],
        [134, 134],
      ]) {
        writeFileSync(join(folder, 'dist/cli/main.js'), `process.exit(process.argv[2] === 'cleanup' ? ${status} : 9)`);
        assert.equal(spawnSync(process.execPath, args, { cwd: folder }).status, expected, `status ${status}`);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
