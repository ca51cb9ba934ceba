/** Reads and changes the ConfigMap of the openings with the permissions of the kubeconfig's user. */
import { keyOfTarget, MAX_OPENINGS, OPENINGS, type Opening, type OpeningTarget, readOpenings } from '../../agent/openings/opening.ts';
import { nameOf } from '../../agent/openings/target.ts';
import { ApiError } from '../../kube/watch/api-error.ts';
import type { ApiConnection, ApiRequest } from '../../kube/watch/connection.ts';
import { CommandError } from '../command-error.ts';

const PATIENCE_MS = 30_000;
/** Two administrators may write at the same time. */
const ATTEMPTS = 5;

interface Stored {
  readonly openings: ReadonlyMap<string, Opening>;
  readonly resourceVersion: string;
}

export class OpeningsMap {
  readonly #connection: ApiConnection;
  readonly #collection: string;
  readonly #where: string;

  constructor(connection: ApiConnection, namespace: string) {
    this.#connection = connection;
    this.#collection = `/api/v1/namespaces/${encodeURIComponent(namespace)}/configmaps`;
    this.#where = `ConfigMap ${namespace}/${OPENINGS}`;
  }

  /** The openings that have not ended. @throws CommandError if the ConfigMap is invalid, ApiError, or any error of the connection. */
  async list(now: number): Promise<readonly Opening[]> {
    const stored = await this.#read();
    return [...(stored?.openings.values() ?? [])].filter(({ until }) => Date.parse(until) > now);
  }

  /** Adds an opening, or replaces that of the same target. Removes those that have ended. @throws like `list`. */
  put(opening: Opening, now: number): Promise<void> {
    return this.#retried(async () => {
      const stored = await this.#read();
      const key = keyOfTarget(opening);
      const data = { ...endedKeys(stored, now), [key]: JSON.stringify(opening) };
      const others = [...(stored?.openings.keys() ?? [])].filter(other => !(other in data));
      if (others.length >= MAX_OPENINGS) throw new CommandError([`${this.#where} has ${others.length} openings already, the maximum`]);
      await (stored ? this.#patch({ data, metadata: { resourceVersion: stored.resourceVersion } }) : this.#create(data));
    });
  }

  /** @returns False: there was no opening of the target. @throws like `list`. */
  async remove(target: OpeningTarget, now: number): Promise<boolean> {
    const isSame = (opening: Opening) => opening.scope === target.scope && nameOf(opening) === nameOf(target);
    let wasOpen = false;
    await this.#retried(async () => {
      const stored = await this.#read();
      const found = [...(stored?.openings ?? [])].filter(([, opening]) => isSame(opening));
      wasOpen = found.some(([, { until }]) => Date.parse(until) > now);
      if (!stored || found.length === 0) return;
      const data = { ...endedKeys(stored, now), ...Object.fromEntries(found.map(([key]) => [key, null])) };
      await this.#patch({ data, metadata: { resourceVersion: stored.resourceVersion } });
    });
    return wasOpen;
  }

  /** Also removes entries that are invalid. @throws ApiError, or any error of the connection. */
  async clear(): Promise<void> {
    try {
      await this.#patch({ data: null, binaryData: null });
    } catch (error) {
      if (!isStatus(error, 404)) throw error;
    }
  }

  async #read(): Promise<Stored | undefined> {
    let object: unknown;
    try {
      object = await this.#json({ path: `${this.#collection}/${OPENINGS}` });
    } catch (error) {
      if (isStatus(error, 404)) return undefined;
      throw error;
    }
    const read = readOpenings(object);
    if ('problem' in read)
      throw new CommandError([
        `${this.#where} is invalid and has no effect: ${read.problem}. Remove all entries with "hns-policy close --all"`,
      ]);
    const { resourceVersion } = (object as { metadata: { resourceVersion: string } }).metadata;
    return { ...read, resourceVersion };
  }

  async #create(data: object): Promise<void> {
    const labels = { 'app.kubernetes.io/name': 'hns-policy-agent' };
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: OPENINGS, labels }, data };
    await this.#json({ method: 'POST', path: this.#collection, body });
  }

  async #patch(body: object): Promise<void> {
    await this.#json({ method: 'PATCH', path: `${this.#collection}/${OPENINGS}`, contentType: 'application/merge-patch+json', body });
  }

  #json(request: Omit<ApiRequest, 'patience'>): Promise<unknown> {
    return this.#connection.json({ ...request, patience: () => PATIENCE_MS });
  }

  async #retried(change: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await change();
      } catch (error) {
        // The ConfigMap changed between the read and the write.
        if (!isStatus(error, 409) || attempt === ATTEMPTS) throw error;
      }
    }
  }
}

function endedKeys(stored: Stored | undefined, now: number): Record<string, null> {
  const ended = [...(stored?.openings ?? [])].filter(([, { until }]) => Date.parse(until) <= now);
  return Object.fromEntries(ended.map(([key]) => [key, null]));
}

function isStatus(error: unknown, status: number): boolean {
  return error instanceof ApiError && error.status === status;
}
