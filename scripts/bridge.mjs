// Builds the HNS bridge for both frameworks into the bin folder of the PowerShell module, from which both transports load it. Needs the .NET SDK.
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';

process.chdir(new URL('..', import.meta.url).pathname.replace(/^\/([A-Za-z]:)/, '$1'));
const artifacts = 'out/dotnet';
const project = 'windows/HnsPolicy.Bridge/HnsPolicy.Bridge.csproj';
const options = ['--configuration', 'Release', '--artifacts-path', artifacts, '--nologo', '--verbosity', 'quiet'];
const { status, error } = spawnSync('dotnet', ['build', project, ...options], { stdio: 'inherit' });
if (error) console.error(`cannot run dotnet, which builds the bridge: ${error.message}`);
if (status !== 0) process.exit(status ?? 1);
for (const flavour of ['net472', 'netstandard2.0']) {
  const bin = `windows/HnsPolicy/bin/${flavour}`;
  rmSync(bin, { recursive: true, force: true });
  cpSync(`${artifacts}/bin/HnsPolicy.Bridge/release_${flavour}`, bin, { recursive: true });
}
