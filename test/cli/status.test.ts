import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';
import { Agent } from '../../src/agent/agent.ts';
import { readConfig } from '../../src/agent/config-sources.ts';
import { statusSchema } from '../../src/agent/status/status-schema.ts';
import { agentAddress } from '../../src/cli/status/query-agent.ts';
import { SimulatedHns } from '../../src/simulator/hns/hns.ts';
import { KubeServer } from '../../src/simulator/kube/server.ts';
import { recordingLog } from '../agent/recording-log.ts';
import { hnsPolicy } from './command-line.ts';

const NODE = 'win1';

describe('cli/status', () => {
  describe('of an agent', () => {
    let kube: KubeServer;
    let hns: SimulatedHns;
    let agent: Agent;

    beforeEach(async () => {
      kube = await KubeServer.start();
      hns = new SimulatedHns({ name: NODE });
      hns.addNetwork({ name: 'azure' });
      const kubeConfig = new KubeConfig();
      kubeConfig.loadFromString(kube.kubeconfig());
      const config = readConfig({
        flags: { nodeName: NODE, transport: 'simulator', nodeAddresses: '10.224.0.4', metricsAddress: '127.0.0.1:0' },
      });
      agent = new Agent({ config, kubeConfig, transport: hns.transport(), enforces: true, log: recordingLog().log });
    });
    afterEach(async () => {
      hns.faults.release();
      await agent.stop(0);
      await kube.close();
    });

    const ask = (...argv: string[]) => hnsPolicy(['status', '--address', `127.0.0.1:${agent.healthPort}`, ...argv]);

    it('that is healthy prints a table and exits with 0', async () => {
      await agent.start();
      await agent.settled();
      const { status, out, err } = await ask();
      assert.deepEqual([status, err], [0, '']);
      assert.match(out, /^win1: hns-policy-agent .*\nhealthy for \d+s: every endpoint is in sync\n/);
    });

    it('prints the published form with -o json', async () => {
      await agent.start();
      await agent.settled();
      const { status, out } = await ask('-o', 'json');
      assert.equal(status, 0);
      assert.equal(statusSchema.parse(JSON.parse(out)).node, NODE);
    });

    it('that is not ready exits with 2', async () => {
      hns.faults.plant({ hang: true });
      await agent.start();
      await agent.synced;
      const { status, out } = await ask();
      assert.equal(status, 2);
      assert.match(out, /^starting for /m);
    });

    it('uses the address of the environment without --address', async () => {
      await agent.start();
      const env = { HNS_POLICY_METRICS_ADDRESS: `0.0.0.0:${agent.healthPort}` };
      assert.match((await hnsPolicy(['status'], { env })).out, /^win1: /);
    });
  });

  describe('of something else', () => {
    let server: Server;
    let code: number;
    let body: string;

    beforeEach(async () => {
      server = createServer((_, response) => response.writeHead(code).end(body));
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    });
    afterEach(() => server.close());

    for (const [title, answer, message] of [
      ['a page', [404, 'try /metrics'], /the server on 127\.0\.0\.1:\d+ is not an agent, or has another version \(404 from \/status\)/],
      ['text that is not JSON', [200, '<html>'], /not an agent, or has another version \(200/],
      ['another JSON', [200, '{"state":"healthy"}'], /not an agent, or has another version \(200/],
      ['an agent of another machine', [403, 'available on this machine only'], /serves its status only to its own machine.*kubectl exec/],
    ] as const) {
      it(`${title} exits with 1 and one line`, async () => {
        [code, body] = answer;
        const { status, out, err } = await hnsPolicy(['status', '--address', `127.0.0.1:${(server.address() as AddressInfo).port}`]);
        assert.deepEqual([status, out], [1, '']);
        assert.match(err, message);
        assert.equal(err.split('\n').length, 2);
      });
    }

    it('no server exits with 1 and a hint', async () => {
      const { port } = server.address() as AddressInfo;
      await new Promise(resolve => server.close(resolve));
      const { status, err } = await hnsPolicy(['status', '--address', `127.0.0.1:${port}`]);
      assert.equal(status, 1);
      assert.match(err, /^error: no agent responds on 127\.0\.0\.1:\d+: connect ECONNREFUSED .*--metrics-address.*--address/);
    });
  });

  it('an invalid address exits with 1', async () => {
    const { status, err } = await hnsPolicy(['status', '--address', 'here']);
    assert.deepEqual([status, err], [1, 'error: --address "here": must be address:port, for instance 127.0.0.1:9464\n']);
  });

  for (const [title, address, variable, expected] of [
    ['without anything', undefined, undefined, '127.0.0.1:9464'],
    ['an empty variable', undefined, '', '127.0.0.1:9464'],
    ['all addresses', undefined, '0.0.0.0:9000', '127.0.0.1:9000'],
    ['all addresses of both families', undefined, '[::]:9000', '127.0.0.1:9000'],
    ['loopback', undefined, '[::1]:9000', '::1:9000'],
    ['a flag before the variable', '127.0.0.2:1', '0.0.0.0:9000', '127.0.0.2:1'],
  ] as const) {
    it(`queries ${expected} with ${title}`, () => {
      const { host, port } = agentAddress(address, { HNS_POLICY_METRICS_ADDRESS: variable });
      assert.equal(`${host}:${port}`, expected);
    });
  }
});
