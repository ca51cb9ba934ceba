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
      const env = { ...process.env, DOTNET_NOLOGO: '1', DOTNET_CLI_TELEMETRY_OPTOUT: '1' };
      await run('dotnet', ['msbuild', PROJECT, '-restore', '-t:Build', '-v:quiet', '-nologo', '-nodeReuse:false', ...properties], { env });
    },
  });
  return join(folder, 'bin/PowerShellHost/release/PowerShellHost.dll');
}
