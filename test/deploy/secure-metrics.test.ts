import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { type Agent, startAgent } from '../../src/agent/agent.ts';
import { readConfig } from '../../src/agent/config-sources.ts';
import { SimulatedContainerd } from '../../src/simulator/cri/containerd.ts';
import { inProcessCri } from '../../src/simulator/cri/in-process-client.ts';
import { SimulatedHns } from '../../src/simulator/hns/hns.ts';
import { issueServerCertificate } from '../../src/simulator/kube/certificate.ts';
import type { KubeObject } from '../../src/simulator/kube/object.ts';
import type { KubeServer } from '../../src/simulator/kube/server.ts';
import { recordingLog } from '../agent/recording-log.ts';
import { usedRules } from '../kube-server/access/used-rules.ts';
import { startKubeServer } from '../kube-server/start.ts';
import { needs } from '../needs.ts';
import { named, only, renderWith } from './kustomize.ts';

const AGENT = 'system:serviceaccount:kube-system:hns-policy-agent';
const PROMETHEUS = 'system:serviceaccount:monitoring:prometheus';
const SANDBOX = '%CONTAINER_SANDBOX_MOUNT_POINT%';

describe('deploy: secure metrics', () => {
  let objects: KubeObject[];
  before(function () {
    needs(this, 'kubectl');
    objects = renderWith('generic', 'secure-metrics');
  });
  const container = () => only(objects, 'DaemonSet').spec.template.spec.containers[0];

  it('the ServiceMonitor scrapes the agents’ port over HTTPS, with the token of Prometheus', () => {
    const service = named(objects, 'Service', 'hns-policy-agent-metrics');
    const { selector, endpoints } = only(objects, 'ServiceMonitor').spec;
    const [{ port, scheme, bearerTokenFile, tlsConfig }] = endpoints;
    for (const [key, value] of Object.entries(selector.matchLabels)) assert.equal(service.metadata.labels?.[key], value);
    assert.deepEqual(service.spec.selector, only(objects, 'DaemonSet').spec.template.metadata.labels);
    assert.deepEqual([port, scheme, service.spec.ports[0].name, service.spec.ports[0].targetPort], ['https-metrics', 'https', port, port]);
    assert.equal(bearerTokenFile, '/var/run/secrets/kubernetes.io/serviceaccount/token');
    assert.equal(tlsConfig.insecureSkipVerify, undefined);
    assert.equal(tlsConfig.serverName, 'hns-policy-agent-metrics.kube-system.svc');
  });

  it('the DaemonSet has the port and the certificate, and the agent reads its settings', () => {
    const { args, env, ports, volumeMounts } = container();
    const environment = Object.fromEntries(env.map(({ name, value = 'node' }: { name: string; value?: string }) => [name, value]));
    const argument = (flag: string) => args[args.indexOf(flag) + 1];
    const files = {
      secureMetricsCertFile: argument('--secure-metrics-cert-file'),
      secureMetricsKeyFile: argument('--secure-metrics-key-file'),
    };
    const config = readConfig({ environment, flags: files });
    const { containerPort } = ports.find(({ name }: { name: string }) => name === 'https-metrics');
    assert.equal(config.secureMetricsAddress, `0.0.0.0:${containerPort}`);
    const { mountPath, name } = volumeMounts.at(-1);
    const volume = only(objects, 'DaemonSet').spec.template.spec.volumes.find((candidate: { name: string }) => candidate.name === name);
    assert.equal(volume.secret.secretName, only(objects, 'ServiceMonitor').spec.endpoints[0].tlsConfig.ca.secret.name);
    for (const [file, path] of [
      ['tls.crt', config.secureMetricsCertFile],
      ['tls.key', config.secureMetricsKeyFile],
    ])
      assert.equal(path?.replaceAll('\\', '/'), `${SANDBOX}${mountPath}/${file}`);
  });

  describe('in a cluster', () => {
    let kube: KubeServer;
    let agent: Agent;
    let folder: string;
    const certificate = issueServerCertificate();

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'secure-metrics-'));
      const [secureMetricsCertFile, secureMetricsKeyFile] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
      writeFileSync(secureMetricsCertFile, certificate.cert);
      writeFileSync(secureMetricsKeyFile, certificate.key);
      kube = await startKubeServer();
      kube.store.seed([
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'monitoring' } },
        { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'prometheus', namespace: 'monitoring' } },
        ...objects.filter(({ kind }) => ['ServiceAccount', 'ClusterRole', 'ClusterRoleBinding'].includes(kind)),
      ]);
      const kubeConfig = new KubeConfig();
      kubeConfig.loadFromString(kube.kubeconfig(AGENT));
      const flags = { nodeName: 'win1', transport: 'simulator', nodeAddresses: '10.0.0.4', secureMetricsAddress: '127.0.0.1:0' };
      const config = readConfig({ flags: { ...flags, metricsAddress: '127.0.0.1:0', secureMetricsCertFile, secureMetricsKeyFile } });
      const { log } = recordingLog();
      const cri = () => inProcessCri(new SimulatedContainerd());
      agent = await startAgent({ config, kubeConfig, transport: new SimulatedHns({ name: 'win1' }).transport(), cri, log });
    });
    after(async () => {
      await agent?.stop(0);
      await kube?.close();
      if (folder) rmSync(folder, { recursive: true });
    });

    const tokenOf = (user: string): string => {
      const kubeConfig = new KubeConfig();
      kubeConfig.loadFromString(kube.kubeconfig(user));
      return kubeConfig.getCurrentUser()!.token!;
    };
    const get = (token: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const headers = { authorization: `Bearer ${token}` };
        const sent = request(
          { host: '127.0.0.1', port: agent.secureMetricsPort, path: '/metrics', headers, ca: certificate.ca, agent: false },
          response => {
            response.resume().on('end', () => resolve(response.statusCode));
          },
        );
        sent.on('error', reject).end();
      });

    it('Prometheus may scrape once it has the reader role, and the agent needs exactly the permissions of the component', async () => {
      assert.equal(await get('unknown'), 401);
      assert.equal(await get(tokenOf(PROMETHEUS)), 403);
      const role = named(objects, 'ClusterRole', 'hns-policy-agent-metrics-reader');
      kube.store.seed([
        {
          ...{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: { name: 'prometheus' } },
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role.metadata.name! },
          subjects: [{ kind: 'ServiceAccount', name: 'prometheus', namespace: 'monitoring' }],
        } as KubeObject,
      ]);
      assert.equal(await get(tokenOf(PROMETHEUS)), 200);
      const used = usedRules(kube.faults.requests, AGENT).flatMap(({ resources, verbs }) =>
        resources.map(resource => `${verbs.join()} ${resource}`),
      );
      const granted = named(objects, 'ClusterRole', 'hns-policy-agent-metrics-access').rules as { resources: string[]; verbs: string[] }[];
      assert.deepEqual(
        used.filter(rule => rule.includes('reviews')).sort(),
        granted.flatMap(({ resources, verbs }) => resources.map(resource => `${verbs.join()} ${resource}`)).sort(),
      );
    });

    it('this machine still gets the metrics at metricsAddress', async () => {
      assert.equal((await fetch(`http://127.0.0.1:${agent.healthPort}/metrics`)).status, 200);
    });
  });
});
