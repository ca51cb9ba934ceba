/** Discovery documents with the groups, versions and kinds. Clients fall back to them, because the server has no aggregated discovery. */
import { groupVersion, type Resource, verbsOf } from './resource.ts';

/** The document at a path. Undefined for other paths. */
export function discover(path: string, resources: readonly Resource[]): unknown {
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
  const groups = [...new Set(resources.map(resource => resource.group))].filter(group => group !== '');
  if (path === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(name => apiGroup(name, resources)) };
  const [root, group, version, ...rest] = path.split('/').slice(1);
  if (rest.length > 0) return undefined;
  if (root === 'api' && version === undefined) return resourceList(resources.filter(resource => groupVersion(resource) === group));
  if (root !== 'apis' || !groups.includes(group!)) return undefined;
  if (version === undefined) return { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(group!, resources) };
  return resourceList(resources.filter(resource => groupVersion(resource) === `${group}/${version}`));
}

/** Group versions, core first: `v1`, `events.k8s.io/v1` … */
export function groupVersions(resources: readonly Resource[]): string[] {
  return [...new Set(resources.map(groupVersion))];
}

function apiGroup(name: string, resources: readonly Resource[]): object {
  const versions = [...new Set(resources.filter(resource => resource.group === name).map(resource => resource.version))];
  const named = versions.map(version => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: named, preferredVersion: named[0] };
}

function resourceList(resources: readonly Resource[]): unknown {
  if (resources.length === 0) return undefined;
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: groupVersion(resources[0]!),
    resources: resources.flatMap(resource => {
      const { plural, singular, namespaced, kind, shortNames, categories, objectVersion } = resource;
      const [group, version] = objectVersion?.split('/') ?? [];
      const main = {
        ...{ name: plural, singularName: singular, namespaced, kind, verbs: verbsOf(resource) },
        ...(shortNames.length > 0 && { shortNames }),
        ...(categories && { categories }),
        ...(version !== undefined && { group, version }),
      };
      const status = { name: `${plural}/status`, singularName: '', namespaced, kind, verbs: ['get', 'patch', 'update'] };
      return resource.status ? [main, status] : [main];
    }),
  };
}

/** `GET /version`: the release whose recorded answers the server gives. */
export const VERSION = {
  major: '1',
  minor: '36',
  gitVersion: 'v1.36.3-simulated',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '2025-04-22T16:00:00Z',
  goVersion: 'none',
  compiler: 'none',
  platform: 'simulated/none',
};
