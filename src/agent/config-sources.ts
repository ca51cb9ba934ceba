/** Merges flags, environment and YAML file, in this order of precedence, and validates them. Each error names its source. */
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type Config, type ConfigOption, configOptions, configSchema, ENVIRONMENT_PREFIX } from './config.ts';

export interface ConfigSources {
  /** By key, as parsed by commander. Undefined: not set. */
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly file?: { readonly path: string; readonly text: string };
}

/** All problems in the configuration, one sentence each. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** A value and its source: `--log-level`, `HNS_POLICY_LOG_LEVEL` or `agent.yaml:3: logLevel`. */
interface Given {
  readonly value: unknown;
  readonly source: string;
}

/** @throws ConfigError */
export function readConfig(sources: ConfigSources): Config {
  const problems: string[] = [];
  const given = new Map([
    ...fromFile(sources.file, problems),
    ...fromEnvironment(sources.environment ?? {}, problems),
    ...fromFlags(sources.flags ?? {}, problems),
  ]);
  const values = Object.fromEntries([...given].map(([key, { value }]) => [key, value]));
  const parsed = configSchema.safeParse(values);
  if (!parsed.success) problems.push(...parsed.error.issues.map(issue => problemOf(issue, given)));
  if (problems.length > 0 || !parsed.success) throw new ConfigError(problems);
  return parsed.data;
}

function fromFlags(flags: Readonly<Record<string, unknown>>, problems: string[]): [string, Given][] {
  return Object.entries(flags).flatMap(([key, value]): [string, Given][] => {
    if (value === undefined) return [];
    const option = configOptions.find(known => known.key === key);
    if (!option) return unknown(problems, `--${key}: unknown flag`, 'flag');
    return [[key, { value: typeof value === 'string' ? fromText(option, value) : value, source: option.flag }]];
  });
}

function fromEnvironment(environment: Readonly<Record<string, string | undefined>>, problems: string[]): [string, Given][] {
  return Object.entries(environment).flatMap(([name, text]): [string, Given][] => {
    // Templates and service managers use an empty variable for "not set".
    if (!name.toUpperCase().startsWith(ENVIRONMENT_PREFIX) || text === undefined || text === '' || isServiceLink(name, text)) return [];
    const option = configOptions.find(known => known.variable === name.toUpperCase());
    if (!option) return unknown(problems, `${name}: unknown environment variable`, 'variable');
    return [[option.key, { value: fromText(option, text), source: name }]];
  });
}

/**
 * The kubelet sets variables for the Services of the namespace in every container (`enableServiceLinks`). A Service named hns-policy-metrics
 * creates HNS_POLICY_METRICS_PORT and others, which are not settings.
 */
function isServiceLink(name: string, text: string): boolean {
  return /_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_\w+)?)$/.test(name) || (/_PORT$/.test(name) && text.includes('://'));
}

function fromFile(file: ConfigSources['file'], problems: string[]): [string, Given][] {
  if (!file) return [];
  const lines = new LineCounter();
  const document = parseDocument(file.text, { lineCounter: lines, prettyErrors: false });
  for (const error of document.errors) problems.push(`${file.path}:${lines.linePos(error.pos[0]).line}: ${error.message}`);
  if (document.errors.length > 0 || document.contents === null) return [];
  if (!isMap(document.contents)) {
    problems.push(`${file.path}: must be a YAML mapping of keys to values`);
    return [];
  }
  return document.contents.items.flatMap(({ key: node, value }): [string, Given][] => {
    const key = String(isScalar(node) ? node.value : node);
    const offset = isScalar(node) ? node.range?.[0] : undefined;
    const place = offset === undefined ? file.path : `${file.path}:${lines.linePos(offset).line}`;
    if (!configOptions.some(known => known.key === key)) return unknown(problems, `${place}: ${key}: unknown key`, 'key');
    const json = (value as { toJSON?: () => unknown } | null)?.toJSON?.() ?? undefined;
    // `key:` without a value: not set.
    return json === undefined ? [] : [[key, { value: json, source: `${place}: ${key}` }]];
  });
}

/** Parses a text by the type of its setting. Invalid text stays text, and the schema rejects it. */
function fromText(option: ConfigOption, text: string): unknown {
  if (option.type === 'list') return text.split(',').map(item => item.trim());
  if (option.type === 'number' || option.type === 'integer') return /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text;
  if (option.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
}

function unknown(problems: string[], problem: string, spelling: 'flag' | 'variable' | 'key'): [] {
  problems.push(`${problem}. Known: ${configOptions.map(option => option[spelling]).join(', ')}`);
  return [];
}

function problemOf(issue: z.core.$ZodIssue, given: ReadonlyMap<string, Given>): string {
  const key = String(issue.path[0]);
  const source = given.get(key);
  const option = configOptions.find(known => known.key === key)!;
  if (!source) return `${key} is required: ${option.flag}, ${option.variable} or ${key} in the file. ${option.description}`;
  return `${source.source}: ${JSON.stringify(source.value)} ${reason(issue, option)}`;
}

function reason(issue: z.core.$ZodIssue, option: ConfigOption): string {
  if (issue.code === 'custom') return issue.message;
  if (option.choices)
    return option.type === 'list' ? `must be a list of ${option.choices.join(', ')}` : `must be one of ${option.choices.join(', ')}`;
  if (issue.code === 'too_small') return issue.origin === 'number' ? `must be at least ${issue.minimum}` : 'must not be empty';
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}`;
  return `must be ${{ text: 'text', number: 'a number', integer: 'a whole number', boolean: 'true or false', list: 'a list' }[option.type]}`;
}
