/** The actions of the walkthrough as data. Each is one kubectl command and the API requests of that command. */
import { stringify } from 'yaml';

/** A manifest: any Kubernetes object with a name. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

export type Action =
  | { readonly verb: 'create namespace'; readonly name: string }
  | {
      readonly verb: 'run';
      readonly namespace: string;
      readonly pod: string;
      readonly node: string;
      readonly image: string;
      readonly labels: Readonly<Record<string, string>>;
      readonly port?: number;
    }
  | { readonly verb: 'apply'; readonly manifest: Manifest }
  | { readonly verb: 'label pod'; readonly namespace: string; readonly pod: string; readonly label: readonly [key: string, value: string] }
  | { readonly verb: 'delete networkpolicy'; readonly namespace: string; readonly names: readonly string[] };

export interface KubectlCommand {
  readonly argv: readonly string[];
  readonly stdin?: string;
}

export function kubectlCommand(action: Action): KubectlCommand {
  switch (action.verb) {
    case 'create namespace':
      return { argv: ['create', 'namespace', action.name] };
    case 'run': {
      const { namespace, pod, node, image, port } = action;
      const labels = Object.entries(action.labels).map(([key, value]) => `${key}=${value}`);
      const overrides = JSON.stringify({ apiVersion: 'v1', spec: { nodeName: node } });
      return {
        argv: [
          ...['run', pod, '--namespace', namespace, '--image', image, '--overrides', overrides],
          ...(labels.length > 0 ? ['--labels', labels.join()] : []),
          ...(port === undefined ? [] : ['--port', String(port)]),
        ],
      };
    }
    case 'apply':
      return { argv: ['apply', '-f', '-'], stdin: stringify(action.manifest) };
    case 'label pod':
      return { argv: ['label', 'pod', action.pod, action.label.join('='), '--namespace', action.namespace] };
    case 'delete networkpolicy':
      return { argv: ['delete', 'networkpolicy', ...action.names, '--namespace', action.namespace] };
  }
}

/** The command as typed in a shell. A manifest is a here-document. */
export function shellCommand(action: Action): string {
  const { argv, stdin } = kubectlCommand(action);
  const line = `kubectl ${argv.map(quote).join(' ')}`;
  return stdin === undefined ? line : `${line} <<EOF\n${stdin.trimEnd()}\nEOF`;
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
