import { type CriClient, connectCri } from '../../cri/client.ts';
import { CriError } from '../../cri/cri-error.ts';
import { type Finding, failed, ok, warning } from './row.ts';

const EFFECT = 'new pods are open until the kubelet reports their addresses';

/** @param endpoint Setting `criEndpoint`. */
export async function containerRuntimeFinding(endpoint: string, connect: (endpoint: string) => CriClient = connectCri): Promise<Finding> {
  if (endpoint === '') return warning(`criEndpoint is empty, so ${EFFECT}`, 'set criEndpoint: docs/container-runtime.md');
  const client = connect(endpoint);
  try {
    const { name, version } = await client.version();
    await client.sandboxes();
    return ok(`${name} ${version} at ${endpoint}`);
  } catch (error) {
    if (!(error instanceof CriError)) throw error;
    return failed(
      `${endpoint} cannot be read (${error.message}), so ${EFFECT}`,
      'set criEndpoint to the pipe of the runtime: docs/container-runtime.md',
    );
  } finally {
    client.close();
  }
}
