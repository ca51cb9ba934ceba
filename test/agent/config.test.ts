import assert from 'node:assert/strict';
import { configOptions } from '../../src/agent/config.ts';
import { ConfigError, type ConfigSources, readConfig } from '../../src/agent/config-sources.ts';

const NODE = { flags: { nodeName: 'win1' } };
const file = (text: string) => ({ path: 'agent.yaml', text });

function problems(sources: ConfigSources): readonly string[] {
  try {
    readConfig(sources);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
  return [];
}

describe('agent/config', () => {
  it('has defaults', () => {
    assert.deepEqual(readConfig(NODE), {
      nodeName: 'win1',
      transport: 'auto',
      onUnsupported: 'reject-item',
      translate: [],
      takeover: ['azure-npm'],
      criEndpoint: '\\\\.\\pipe\\containerd-containerd',
      cniDefaultDeny: 'keep',
      dryRun: false,
      startupTaint: false,
      resyncSeconds: 30,
      hnsTimeoutSeconds: 30,
      maxAcls: 1000,
      maxPolicyEntries: 10_000,
      maxPolicyMatches: 500_000,
      allowEgressToNode: false,
      podEventSeconds: 120,
      maxIssues: 50,
      rejectionLinesPerMinute: 60,
      events: 'auto',
      eventsPerMinute: 60,
      maxPendingEvents: 500,
      maxStatusBytes: 1_048_576,
      logLevel: 'info',
      logFormat: 'auto',
      maxLogLineBytes: 16_384,
      maxPendingLogBytes: 1_048_576,
      namespace: 'kube-system',
      maxOpenSeconds: 14_400,
      metricsMaxConnections: 100,
      metricsMaxHeaderBytes: 8192,
      metricsTimeoutSeconds: 10,
    });
  });

  it('prefers flags to the environment, and the environment to the file', () => {
    const { nodeName, logLevel, maxAcls, resyncSeconds } = readConfig({
      flags: { nodeName: 'flag', logLevel: undefined },
      environment: { HNS_POLICY_NODE_NAME: 'environment', HNS_POLICY_LOG_LEVEL: 'debug' },
      file: file('nodeName: file\nlogLevel: warn\nmaxAcls: 50'),
    });
    assert.deepEqual(
      { nodeName, logLevel, maxAcls, resyncSeconds },
      { nodeName: 'flag', logLevel: 'debug', maxAcls: 50, resyncSeconds: 30 },
    );
  });

  it('reads every key from each of the three sources', () => {
    const values: Readonly<Record<string, string>> = {
      nodeName: 'win1',
      kubeconfig: 'C:\\k\\config',
      transport: 'simulator',
      onUnsupported: 'reject-policy',
      translate: 'named-ports,except',
      network: 'azure|Calico',
      networkTypes: 'l2bridge,Overlay',
      nodeAddresses: '10.224.0.4,fd00:0::4',
      takeover: 'azure-npm,calico',
      criEndpoint: 'unix:///run/containerd/containerd.sock',
      cniDefaultDeny: 'open',
      dryRun: 'true',
      startupTaint: 'true',
      resyncSeconds: '12.5',
      hnsTimeoutSeconds: '60',
      maxAcls: '200',
      maxPolicyEntries: '2000',
      maxPolicyMatches: '30000',
      allowEgressToNode: 'true',
      podEventSeconds: '600',
      maxIssues: '20',
      rejectionLinesPerMinute: '30',
      events: 'never',
      eventsPerMinute: '12.5',
      maxPendingEvents: '100',
      maxStatusBytes: '65536',
      maxLogLineBytes: '4096',
      maxPendingLogBytes: '131072',
      namespace: 'policies',
      maxOpenSeconds: '3600',
      logLevel: 'debug',
      logFormat: 'json',
      metricsAddress: '[::1]:9464',
      metricsMaxConnections: '50',
      metricsMaxHeaderBytes: '4096',
      metricsTimeoutSeconds: '5',
      secureMetricsAddress: '0.0.0.0:9465',
      secureMetricsCertFile: '/tls.crt',
      secureMetricsKeyFile: '/tls.key',
    };
    assert.deepEqual(Object.keys(values).sort(), configOptions.map(option => option.key).sort());
    const expected = {
      ...values,
      translate: ['named-ports', 'except'],
      networkTypes: ['L2Bridge', 'Overlay'],
      nodeAddresses: ['10.224.0.4', 'fd00::4'],
      takeover: ['azure-npm', 'calico'],
      cniDefaultDeny: 'open',
      dryRun: true,
      startupTaint: true,
      resyncSeconds: 12.5,
      hnsTimeoutSeconds: 60,
      maxAcls: 200,
      maxPolicyEntries: 2000,
      maxPolicyMatches: 30_000,
      allowEgressToNode: true,
      podEventSeconds: 600,
      maxIssues: 20,
      rejectionLinesPerMinute: 30,
      eventsPerMinute: 12.5,
      maxPendingEvents: 100,
      maxStatusBytes: 65_536,
      maxLogLineBytes: 4_096,
      maxPendingLogBytes: 131_072,
      maxOpenSeconds: 3600,
      metricsMaxConnections: 50,
      metricsMaxHeaderBytes: 4096,
      metricsTimeoutSeconds: 5,
    };
    const environment = Object.fromEntries(configOptions.map(({ key, variable }) => [variable, values[key]]));
    const yaml = Object.entries(expected).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
    assert.deepEqual(readConfig({ flags: values }), expected);
    assert.deepEqual(readConfig({ environment }), expected);
    assert.deepEqual(readConfig({ file: file(yaml.join('\n')) }), expected);
  });

  it('secureMetricsAddress needs a certificate and its key', () => {
    const flags = { nodeName: 'win1', secureMetricsAddress: '0.0.0.0:9465' };
    assert.deepEqual(
      problems({ flags }).map(problem => problem.split(':')[0]),
      ['secureMetricsCertFile is required', 'secureMetricsKeyFile is required'],
    );
    assert.equal(readConfig({ flags: { ...flags, secureMetricsCertFile: 'a', secureMetricsKeyFile: 'b' } }).secureMetricsKeyFile, 'b');
  });

  it('reports an unknown key with its source and the known keys', () => {
    const found = problems({
      flags: { nodeName: 'win1', colour: 'red' },
      environment: { HNS_POLICY_COLOUR: 'red' },
      file: file('# all\ncolour: red'),
    });
    assert.deepEqual(
      found.map(problem => problem.split('. ')[0]),
      ['agent.yaml:2: colour: unknown key', 'HNS_POLICY_COLOUR: unknown environment variable', '--colour: unknown flag'],
    );
    assert.match(found[0]!, /Known: nodeName, /);
    assert.match(found[1]!, /Known: HNS_POLICY_NODE_NAME, /);
    assert.match(found[2]!, /Known: --node-name, /);
  });

  it('reports an invalid value with its source and the allowed values', () => {
    assert.deepEqual(
      problems({
        flags: { nodeName: 'win1', logLevel: 'loud' },
        environment: { HNS_POLICY_MAX_ACLS: 'many', HNS_POLICY_ALLOW_EGRESS_TO_NODE: 'yes', HNS_POLICY_NETWORK: '(' },
        file: file(
          'resyncSeconds: 0\nnetworkTypes: [L2Bridge, Bridge]\nnodeAddresses: [win1]\nmetricsAddress: 9464\nhnsTimeoutSeconds: 1e9',
        ),
      }).toSorted(),
      [
        '--log-level: "loud" must be one of error, warn, info, debug',
        'HNS_POLICY_ALLOW_EGRESS_TO_NODE: "yes" must be true or false',
        'HNS_POLICY_MAX_ACLS: "many" must be a whole number',
        'HNS_POLICY_NETWORK: "(" must be a regular expression',
        'agent.yaml:1: resyncSeconds: 0 must be at least 1',
        'agent.yaml:2: networkTypes: ["L2Bridge","Bridge"] must be a list of L2Bridge, L2Tunnel, Overlay, Transparent, NAT, ICS, Private, Internal, Mirrored, Infiniband, ConstrainedICS',
        'agent.yaml:3: nodeAddresses: ["win1"] must be an IP address',
        'agent.yaml:4: metricsAddress: 9464 must be text',
        'agent.yaml:5: hnsTimeoutSeconds: 1000000000 must be at most 600',
      ],
    );
  });

  it('rejects an empty list, which would select no network or no address', () => {
    assert.deepEqual(problems({ ...NODE, file: file('networkTypes: []\nnodeAddresses: []') }), [
      'agent.yaml:1: networkTypes: [] must be a list of L2Bridge, L2Tunnel, Overlay, Transparent, NAT, ICS, Private, Internal, Mirrored, Infiniband, ConstrainedICS',
      'agent.yaml:2: nodeAddresses: [] must not be empty',
    ]);
  });

  it('accepts none as takeover, but only alone', () => {
    assert.deepEqual(readConfig({ flags: { ...NODE.flags, takeover: 'none' } }).takeover, []);
    assert.deepEqual(readConfig({ ...NODE, environment: { HNS_POLICY_TAKEOVER: 'none' } }).takeover, []);
    assert.deepEqual(readConfig({ ...NODE, file: file('takeover: [none]') }).takeover, []);
    assert.deepEqual(problems({ ...NODE, file: file('takeover: []'), environment: { HNS_POLICY_TAKEOVER: 'none,calico' } }), [
      'HNS_POLICY_TAKEOVER: ["none","calico"] must be a list of engines, or none alone',
    ]);
    assert.deepEqual(problems({ ...NODE, file: file('takeover: []') }), [
      'agent.yaml:1: takeover: [] must be a list of azure-npm, calico, none',
    ]);
    assert.deepEqual(problems({ flags: { ...NODE.flags, takeover: 'npm' } }), [
      '--takeover: ["npm"] must be a list of azure-npm, calico, none',
    ]);
  });

  it('lists the sources of a missing node name', () => {
    assert.match(problems({})[0]!, /^nodeName is required: --node-name, HNS_POLICY_NODE_NAME or nodeName in the file/);
  });

  it('reports a file that is not a YAML mapping, with the line', () => {
    assert.match(problems({ ...NODE, file: file('logLevel: info\nmaxAcls: [1') })[0]!, /^agent\.yaml:2: /);
    assert.deepEqual(problems({ ...NODE, file: file('- logLevel') }), ['agent.yaml: must be a YAML mapping of keys to values']);
    assert.match(problems({ ...NODE, file: file('maxAcls: 5\nmaxAcls: 6') })[0]!, /^agent\.yaml:2: .*unique/);
  });

  it('ignores an empty file and an empty variable', () => {
    assert.equal(readConfig({ ...NODE, file: file('# nothing yet\n'), environment: { HNS_POLICY_LOG_LEVEL: '' } }).logLevel, 'info');
    assert.equal(readConfig({ ...NODE, file: file('logLevel:\n') }).logLevel, 'info');
  });

  it('ignores the variables that the kubelet sets for Services', () => {
    const environment = {
      HNS_POLICY_METRICS_SERVICE_HOST: '10.0.0.7',
      HNS_POLICY_METRICS_SERVICE_PORT: '9464',
      HNS_POLICY_METRICS_SERVICE_PORT_HTTP: '9464',
      HNS_POLICY_METRICS_PORT: 'tcp://10.0.0.7:9464',
      HNS_POLICY_METRICS_PORT_9464_TCP: 'tcp://10.0.0.7:9464',
      HNS_POLICY_METRICS_PORT_9464_TCP_ADDR: '10.0.0.7',
    };
    assert.deepEqual(problems({ ...NODE, environment }), []);
    assert.equal(problems({ ...NODE, environment: { HNS_POLICY_METRICS_PORT: '9464' } }).length, 1);
  });

  it('has a description for every key', () => {
    assert.deepEqual(
      configOptions.filter(({ description }) => description === ''),
      [],
    );
    assert.deepEqual(
      configOptions.filter(({ required }) => required).map(({ key }) => key),
      ['nodeName'],
    );
  });
});
