/** A simulated node, and the socket that connects native callers to it. The id of each object repeats one digit. */
import { SimulatedHns, type SimulatedHnsOptions } from '../../src/simulator/hns/hns.ts';
import { type SimulatorServer, serveSimulator } from './simulator-server.ts';

/** The GUID that repeats one digit. shim/abi-test.c uses the four below. */
export const guidOf = (digit: number): string => '00000000-0000-0000-0000-000000000000'.replaceAll('0', String(digit));

export const POD = guidOf(1);
export const DOOMED = guidOf(2);
export const NETWORK = guidOf(3);
export const NAMESPACE = guidOf(4);

export interface NodeBehindAbi {
  readonly hns: SimulatedHns;
  readonly server: SimulatorServer;
}

export async function nodeBehindAbi(options: SimulatedHnsOptions = {}): Promise<NodeBehindAbi> {
  const hns = new SimulatedHns(options);
  hns.addNetwork({ id: NETWORK, name: 'azure' });
  hns.addNamespace({ id: NAMESPACE });
  hns.addEndpoint({ id: POD, network: NETWORK, namespace: NAMESPACE, name: 'pod-ü-🙂', ips: ['10.224.0.4'] });
  hns.addEndpoint({ id: DOOMED, network: NETWORK, ips: ['10.224.0.5'] });
  return { hns, server: await serveSimulator(hns) };
}
