/**
 * The public types and static members of the .NET Framework 4.7.2, which Windows PowerShell 5.1 runs on, from the documentation files that come with
 * its reference assemblies. The bridge is compiled against these, so NuGet has them.
 */
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bridge } from '../../build.ts';
import { run } from '../../part.ts';

/** Loaded when powershell.exe has started, or by the engine's own names for types. */
const LOADED = ['mscorlib', 'System', 'System.Core', 'System.Numerics', 'System.Xml'];
/** A script says Add-Type -AssemblyName before it names their types. */
const OTHERS = [
  'System.IO.Compression',
  'System.IO.Compression.FileSystem',
  'System.Net.Http',
  'System.Security',
  'System.ServiceProcess',
  'System.Web',
  'System.Web.Extensions',
  'System.Xml.Linq',
];

export interface NetFramework {
  /** Undefined: the .NET Framework has no such type. `''`: it is there without more ado. */
  assemblyToLoad(type: string): string | undefined;
  /** @param count Of a call's arguments; -1 for a property or field. */
  hasMember(type: string, member: string, count: number): boolean;
}

export async function netFramework(): Promise<NetFramework> {
  await bridge();
  const packages = (await run('dotnet', ['nuget', 'locals', 'global-packages', '--list'])).trim().replace(/^[^:]*: */, '');
  const folder = join(packages, 'microsoft.netframework.referenceassemblies.net472/*/build/.NETFramework/v4.7.2');
  const types = new Map<string, string>();
  const fields = new Set<string>();
  /** Numbers of parameters; -n: n or more. */
  const methods = new Map<string, Set<number>>();
  for (const file of globSync([...OTHERS, ...LOADED].map(name => join(folder, `${name}.xml`)))) {
    const assembly = basename(file, '.xml');
    for (const [, kind, name, parameters] of readFileSync(file, 'utf8').matchAll(/<member name="([A-Z]):([^"(]+)(?:\(([^"]*)\)[^"]*)?"/g)) {
      if (kind === 'T') types.set(name!, LOADED.includes(assembly) ? '' : assembly);
      else if (kind === 'P' || kind === 'F') fields.add(name!);
      else if (kind === 'M') {
        const list = parameters
          ? parameters
              .replaceAll(/\{[^{}]*\}|\[[^\]]*,[^\]]*\]/g, '')
              .replaceAll(/\{[^{}]*\}/g, '')
              .split(',')
          : [];
        const plain = name!.replace(/``\d+$/, '');
        const counts = methods.get(plain) ?? new Set();
        methods.set(plain, counts.add(list.length));
        // It may be a parameter array; the files do not tell.
        if (list.at(-1)?.endsWith('[]')) counts.add(-list.length);
      }
    }
  }
  if (types.size < 1000) throw new Error(`no reference assemblies of the .NET Framework in ${folder}`);
  return {
    assemblyToLoad: type => types.get(type),
    hasMember(type, member, count) {
      if (count < 0) return fields.has(`${type}.${member}`);
      const counts = methods.get(`${type}.${member === 'new' ? '#ctor' : member}`);
      return [...(counts ?? [])].some(number => (number >= 0 ? number === count : count >= -number - 1));
    },
  };
}
