/** Installs the PowerShell that the tests run. */
import { join } from 'node:path';
import { msbuild } from '../msbuild.ts';
import { built } from '../part.ts';

const PROJECT = 'test/native/powershell/pwsh/PowerShell.csproj';

/** @returns The folder with pwsh.dll, for `dotnet`. */
export async function installedPwsh(): Promise<string> {
  const folder = await built({
    name: 'pwsh',
    from: ['test/native/powershell/pwsh/*'],
    make: folder =>
      // NuGet has no ahead-of-time compiler for some platforms. PowerShell starts more slowly there.
      msbuild(PROJECT, 'Publish', folder).catch(() => msbuild(PROJECT, 'Publish', folder, { PublishReadyToRun: 'false' })),
  });
  return join(folder, 'publish/PowerShell/release');
}
