/** Builds a .NET project. */
import { run } from './part.ts';

/** Writes only into `folder`, never into the source folders. */
export async function msbuild(
  project: string,
  target: 'Build' | 'Publish' | 'LayOut',
  folder: string,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const settings = { Configuration: 'Release', ArtifactsPath: folder, UseSharedCompilation: 'false', ...more };
  const properties = Object.entries(settings).map(([name, value]) => `-p:${name}=${value}`);
  const env = { ...process.env, DOTNET_NOLOGO: '1', DOTNET_CLI_TELEMETRY_OPTOUT: '1' };
  await run('dotnet', ['msbuild', project, '-restore', `-t:${target}`, '-v:quiet', '-nologo', '-nodeReuse:false', ...properties], { env });
}
