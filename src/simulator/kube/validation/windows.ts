/** k/k pkg/apis/core/validation: HostProcess containers, and the fields that a pod of another operating system may not have. */
import type { KubeObject } from '../object.ts';
import type { Container } from './container.ts';
import type { FieldErrors } from './field-errors.ts';

export function validateOs(spec: KubeObject['spec'], path: string, errors: FieldErrors): void {
  const containers = (['containers', 'initContainers'] as const).flatMap(list =>
    ((spec[list] ?? []) as Container[]).map((container, i) => ({ container, at: `${path}.${list}[${i}]` })),
  );
  validateHostProcess(spec, containers, path, errors);
  const forbid = (context: object | undefined, names: readonly string[], at: string, why: string) => {
    for (const name of names) if (context && name in context) errors.forbidden(`${at}.${name}`, why);
  };
  const contexts = containers.map(({ container, at }) => ({ context: container.securityContext, at: `${at}.securityContext` }));
  if (spec.os?.name === 'windows') {
    const why = 'cannot be set for a windows pod';
    for (const name of ['hostPID', 'hostIPC', 'shareProcessNamespace']) if (spec[name]) errors.forbidden(`${path}.${name}`, why);
    forbid(spec.securityContext, LINUX_POD, `${path}.securityContext`, why);
    for (const { context, at } of contexts) forbid(context, LINUX_CONTAINER, at, why);
  } else if (spec.os?.name === 'linux') {
    const why = 'windows options cannot be set for a linux pod';
    forbid(spec.securityContext, ['windowsOptions'], `${path}.securityContext`, why);
    for (const { context, at } of contexts) forbid(context, ['windowsOptions'], at, why);
  } else if (spec.os) errors.oneOf(`${path}.os.name`, spec.os.name, ['linux', 'windows']);
}

const LINUX_POD = `appArmorProfile fsGroup fsGroupChangePolicy runAsGroup runAsUser seLinuxOptions seccompProfile supplementalGroups
  supplementalGroupsPolicy sysctls`.split(/\s+/);
const LINUX_CONTAINER =
  `allowPrivilegeEscalation appArmorProfile capabilities privileged procMount readOnlyRootFilesystem runAsGroup runAsUser
  seLinuxOptions seccompProfile`.split(/\s+/);

/** Either all or none of a pod's containers are HostProcess containers. A HostProcess pod uses the host's network. */
function validateHostProcess(
  spec: KubeObject['spec'],
  containers: readonly { container: Container; at: string }[],
  path: string,
  errors: FieldErrors,
): void {
  const ofPod: boolean | undefined = spec.securityContext?.windowsOptions?.hostProcess;
  const hostProcess = containers.filter(({ container, at }) => {
    const own = container.securityContext?.windowsOptions?.hostProcess;
    if (own !== undefined && ofPod !== undefined && own !== ofPod) {
      const why = `pod hostProcess value must be identical if both are specified, was ${ofPod}`;
      errors.invalid(`${at}.securityContext.windowsOptions.hostProcess`, own, why);
    }
    return own ?? ofPod ?? false;
  });
  if (hostProcess.length === 0) return;
  if (hostProcess.length < containers.length) {
    errors.invalid(path, '', 'If pod contains any hostProcess containers then all containers must be HostProcess containers');
  }
  if (spec.hostNetwork !== true) {
    errors.invalid(`${path}.hostNetwork`, false, 'hostNetwork must be true if pod contains any hostProcess containers');
  }
}
