/**
 * The startup taint of a Node. The agent may only patch Nodes, so it reads the taints from the answer to a patch that changes nothing
 * (docs/startup-taint.md).
 */
import type { KubeConfig } from '@kubernetes/client-node';
import { z } from 'zod';
import { ApiError } from '../watch/api-error.ts';
import { ApiConnection } from '../watch/connection.ts';

const STARTUP_TAINT = { key: 'hns-policy-agent/not-ready', effect: 'NoSchedule' } as const;

const taintSchema = z.looseObject({ key: z.string(), effect: z.string() });
const nodeSchema = z.looseObject({ spec: z.looseObject({ taints: z.array(taintSchema).nullish() }).nullish() });

type Taint = z.output<typeof taintSchema>;

const PATIENCE = 30_000;
/** Another client changed the taints between the two requests. */
const TRIES = 5;

export class StartupTaint {
  readonly #connection: Pick<ApiConnection, 'json' | 'close'>;
  readonly #path: string;

  /** @param node Name of the Node. */
  constructor(kubeConfig: KubeConfig, node: string, connection: Pick<ApiConnection, 'json' | 'close'> = new ApiConnection(kubeConfig)) {
    this.#connection = connection;
    this.#path = `/api/v1/nodes/${encodeURIComponent(node)}`;
  }

  /**
   * Removes the taint, and no other.
   * @throws ApiError if the API server rejects a request, ZodError if the Node has another form, or any error of node:https.
   */
  async remove(): Promise<'removed' | 'absent'> {
    for (let tries = 1; ; tries++) {
      const before = await this.#taints();
      const after = before.filter(taint => !isStartupTaint(taint));
      if (after.length === before.length) return 'absent';
      try {
        await this.#patch('application/json-patch+json', replacement(before, after));
        return 'removed';
      } catch (error) {
        if (tries === TRIES || !isConflict(error)) throw error;
      }
    }
  }

  /** Aborts running requests. */
  close(): void {
    this.#connection.close();
  }

  async #taints(): Promise<readonly Taint[]> {
    return nodeSchema.parse(await this.#patch('application/merge-patch+json', {})).spec?.taints ?? [];
  }

  #patch(contentType: string, body: unknown): Promise<unknown> {
    return this.#connection.json({ method: 'PATCH', path: this.#path, contentType, body, patience: () => PATIENCE });
  }
}

function isStartupTaint({ key, effect }: Taint): boolean {
  return key === STARTUP_TAINT.key && effect === STARTUP_TAINT.effect;
}

/** The test makes the API server reject the patch if another client changed the taints in the meantime. */
function replacement(before: readonly Taint[], after: readonly Taint[]): readonly object[] {
  const path = '/spec/taints';
  return [
    { op: 'test', path, value: before },
    { op: 'replace', path, value: after },
  ];
}

/** 409: the object changed during the request. 422: the test of the JSON patch failed. */
function isConflict(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 409 || error.status === 422);
}
