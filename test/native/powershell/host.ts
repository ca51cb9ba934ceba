/** Builds the PowerShell host, when a test first asks for it. */
import { join } from 'node:path';
import { built, run } from '../part.ts';

const PROJECT = 'test/native/powershell/host/PowerShellHost.csproj';

/** @returns PowerShellHost.dll, for `dotnet`. */
export async function powerShellHost(): Promise<string> {
  const folder = await built({
    name: 'powershell-host',
    from: ['test/native/powershell/host/**/*.{cs,csproj,psd1}'],
    async make(folder) {
      const settings = { Configuration: 'Release', ArtifactsPath: folder, UseSharedCompilation: 'false' };
      const properties = Object.entries(settings).map(([name, value]) => `-p:${name}=${value}`);
      const args = ['msbuild', PROJECT, '-restore', '-t:Publish', '-v:quiet', '-nologo', '-nodeReuse:false', ...properties];
      const env = { ...process.env, DOTNET_NOLOGO: '1', DOTNET_CLI_TELEMETRY_OPTOUT: '1' };
      // Where NuGet has no compiler for this machine, it starts slowly.
      await run('dotnet', args, { env }).catch(() => run('dotnet', [...args, '-p:PublishReadyToRun=false'], { env }));
    },
  });
  return join(folder, 'publish/PowerShellHost/release/PowerShellHost.dll');
}
