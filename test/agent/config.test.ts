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
  it('what is not said has a default', () => {
    assert.deepEqual(readConfig(NODE), {
      nodeName: 'win1',
      transport: 'edge',
      onUnsupported: 'reject-item',
      takeover: ['azure-npm'],
      cniDefaultDeny: 'keep',
      dryRun: false,
      resyncSeconds: 30,
      hnsTimeoutSeconds: 30,
      maxAcls: 1000,
      allowEgressToNode: false,
      podEventSeconds: 120,
      logLevel: 'info',
      logFormat: 'auto',
    });
  });

  it('a flag wins over the environment, and that over the file', () => {
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

  it('every key can be said in each of the three ways', () => {
    const values: Readonly<Record<string, string>> = {
      nodeName: 'win1',
      kubeconfig: 'C:\\k\\config',
      transport: 'simulator',
      onUnsupported: 'reject-policy',
      network: 'azure|Calico',
      networkTypes: 'l2bridge,Overlay',
      nodeAddresses: '10.224.0.4,fd00:0::4',
      takeover: 'azure-npm,calico',
      cniDefaultDeny: 'open',
      dryRun: 'true',
      resyncSeconds: '12.5',
      hnsTimeoutSeconds: '60',
      maxAcls: '200',
      allowEgressToNode: 'true',
      podEventSeconds: '600',
      logLevel: 'debug',
      logFormat: 'json',
      metricsAddress: '[::1]:9464',
    };
    assert.deepEqual(Object.keys(values).sort(), configOptions.map(option => option.key).sort());
    const expected = {
      ...values,
      networkTypes: ['L2Bridge', 'Overlay'],
      nodeAddresses: ['10.224.0.4', 'fd00::4'],
      takeover: ['azure-npm', 'calico'],
      cniDefaultDeny: 'open',
      dryRun: true,
      resyncSeconds: 12.5,
      hnsTimeoutSeconds: 60,
      maxAcls: 200,
      allowEgressToNode: true,
      podEventSeconds: 600,
    };
    const environment = Object.fromEntries(configOptions.map(({ key, variable }) => [variable, values[key]]));
    const yaml = Object.entries(expected).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
    assert.deepEqual(readConfig({ flags: values }), expected);
    assert.deepEqual(readConfig({ environment }), expected);
    assert.deepEqual(readConfig({ file: file(yaml.join('\n')) }), expected);
  });

  it('an unknown key is named, with where it was written and what there is', () => {
    const found = problems({
      flags: { nodeName: 'win1', colour: 'red' },
      environment: { HNS_POLICY_COLOUR: 'red' },
      file: file('# all\ncolour: red'),
    });
    assert.deepEqual(
      found.map(problem => problem.split(';')[0]),
      ['agent.yaml:2: colour: unknown key', 'HNS_POLICY_COLOUR: unknown environment variable', '--colour: unknown flag'],
    );
    assert.match(found[0]!, /known are nodeName, /);
    assert.match(found[1]!, /known are HNS_POLICY_NODE_NAME, /);
    assert.match(found[2]!, /known are --node-name, /);
  });

  it('a bad value is named, with where it was written and what is allowed', () => {
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
        'agent.yaml:2: networkTypes: ["L2Bridge","Bridge"] must list some of L2Bridge, L2Tunnel, Overlay, Transparent, NAT, ICS, Private, Internal, Mirrored, Infiniband, ConstrainedICS',
        'agent.yaml:3: nodeAddresses: ["win1"] must be an IP address',
        'agent.yaml:4: metricsAddress: 9464 must be text',
        'agent.yaml:5: hnsTimeoutSeconds: 1000000000 must be at most 600',
      ],
    );
  });

  it('an empty list is refused: it would choose no network, or no address', () => {
    assert.deepEqual(problems({ ...NODE, file: file('networkTypes: []\nnodeAddresses: []') }), [
      'agent.yaml:1: networkTypes: [] must list some of L2Bridge, L2Tunnel, Overlay, Transparent, NAT, ICS, Private, Internal, Mirrored, Infiniband, ConstrainedICS',
      'agent.yaml:2: nodeAddresses: [] must not be empty',
    ]);
  });

  it('nobody is taken over from where none is said, which no other may stand beside', () => {
    assert.deepEqual(readConfig({ flags: { ...NODE.flags, takeover: 'none' } }).takeover, []);
    assert.deepEqual(readConfig({ ...NODE, environment: { HNS_POLICY_TAKEOVER: 'none' } }).takeover, []);
    assert.deepEqual(readConfig({ ...NODE, file: file('takeover: [none]') }).takeover, []);
    assert.deepEqual(problems({ ...NODE, file: file('takeover: []'), environment: { HNS_POLICY_TAKEOVER: 'none,calico' } }), [
      'HNS_POLICY_TAKEOVER: ["none","calico"] must be none alone, or whose leftovers',
    ]);
    assert.deepEqual(problems({ ...NODE, file: file('takeover: []') }), [
      'agent.yaml:1: takeover: [] must list some of azure-npm, calico, none',
    ]);
    assert.deepEqual(problems({ flags: { ...NODE.flags, takeover: 'npm' } }), [
      '--takeover: ["npm"] must list some of azure-npm, calico, none',
    ]);
  });

  it('a missing node name says the ways to give it', () => {
    assert.match(problems({})[0]!, /^nodeName is required: --node-name, HNS_POLICY_NODE_NAME or nodeName in the file/);
  });

  it('a file that is no YAML, or no mapping, is named with the line', () => {
    assert.match(problems({ ...NODE, file: file('logLevel: info\nmaxAcls: [1') })[0]!, /^agent\.yaml:2: /);
    assert.deepEqual(problems({ ...NODE, file: file('- logLevel') }), ['agent.yaml: must be a YAML mapping of keys to values']);
    assert.match(problems({ ...NODE, file: file('maxAcls: 5\nmaxAcls: 6') })[0]!, /^agent\.yaml:2: .*unique/);
  });

  it('an empty file and an empty variable say nothing', () => {
    assert.equal(readConfig({ ...NODE, file: file('# nothing yet\n'), environment: { HNS_POLICY_LOG_LEVEL: '' } }).logLevel, 'info');
    assert.equal(readConfig({ ...NODE, file: file('logLevel:\n') }).logLevel, 'info');
  });

  it('variables that the kubelet makes of Services are not ours', () => {
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

  it('every key has a description, for help and documents', () => {
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
