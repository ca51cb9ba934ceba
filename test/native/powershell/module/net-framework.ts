/**
 * The public types and static members of the .NET Framework 4.7.2, on which Windows PowerShell 5.1 runs. They come from the documentation files of its
 * reference assemblies. NuGet has them, because the bridge is compiled against them.
 */
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bridge } from '../../build.ts';
import { run } from '../../part.ts';

/** Assemblies loaded at the start of powershell.exe, or by the engine's type accelerators. */
const LOADED = ['mscorlib', 'System', 'System.Core', 'System.Numerics', 'System.Xml'];
/** Assemblies that a script must load with Add-Type -AssemblyName. */
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
  /** The assembly to load for a type. `''`: already loaded. Undefined: the .NET Framework has no such type. */
  assemblyToLoad(type: string): string | undefined;
  /** @param count Number of arguments of the call. -1 for a property or field. */
  hasMember(type: string, member: string, count: number): boolean;
}

export async function netFramework(): Promise<NetFramework> {
  await bridge();
  const packages = (await run('dotnet', ['nuget', 'locals', 'global-packages', '--list'])).trim().replace(/^[^:]*: */, '');
  const folder = join(packages, 'microsoft.netframework.referenceassemblies.net472/*/build/.NETFramework/v4.7.2');
  const types = new Map<string, string>();
  const fields = new Set<string>();
  /** Numbers of parameters. -n: n or more. */
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
        // The parameter may be a parameter array. The files do not distinguish it.
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
