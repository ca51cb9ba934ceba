/** Compares foreign policies by meaning. HNS may return an ACL in another spelling than it received (docs/reference/hns-api.md §2.6). */
import type { EndpointPolicy } from '../document/schema.ts';

/** Equal for policies that mean the same. */
export function foreignKey({ Type, Settings, ...rest }: EndpointPolicy): string {
  const settings = Type === 'ACL' && typeof Settings === 'object' && Settings !== null ? Object.entries(Settings).flatMap(spell) : Settings;
  return JSON.stringify([Type, Array.isArray(settings) ? settings.sort(byName) : sorted(settings), sorted(rest)]);
}

const DEFAULTS: Readonly<Record<string, unknown>> = { Protocols: '256', RuleType: 'Switch', Priority: 0, Scope: 0 };

function spell([name, value]: [string, unknown]): [string, unknown][] {
  if (value === '' || value === null || String(value) === String(DEFAULTS[name])) return [];
  if (typeof value === 'string' && /(?:Addresses|Ports)$/.test(name)) {
    return [
      [
        name,
        value
          .split(',')
          .map(item => item.trim().replace(/^([\d.]+)\/32$|^(.*:.*)\/128$/, '$1$2'))
          .sort(),
      ],
    ];
  }
  return [[name, sorted(value)]];
}

/** The same value with the keys of each object in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .map(([name, part]): [string, unknown] => [name, sorted(part)])
    .sort(byName);
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
