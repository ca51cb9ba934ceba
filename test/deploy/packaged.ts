/** The folder that deploy/Dockerfile copies, as `npm run package` fills it. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { dist } from '../dist.ts';
import { bridge } from '../native/build.ts';
import { built, run } from '../native/part.ts';

/** @returns The folder. It is not to be changed. */
export async function packaged(): Promise<string> {
  const folder = await built({
    name: 'package',
    from: [
      ...['src/**/*.{ts,proto}', 'tsconfig*.json', 'scripts/*', 'package.json', 'package-lock.json', 'LICENSE'],
      ...[
        'windows/Debug-HnsPolicy.ps1',
        'windows/{HnsPolicy,HnsPolicy.Bridge}/**/*.{ps1,psm1,psd1,ps1xml,cs,csproj}',
        'test/deploy/packaged.ts',
      ],
    ],
    make: async folder => {
      const { net472, netstandard } = await bridge();
      const bridges = join(folder, 'bridge');
      cpSync(net472, join(bridges, 'net472/HnsPolicy.Bridge.dll'));
      cpSync(netstandard, join(bridges, 'netstandard2.0/HnsPolicy.Bridge.dll'));
      const options = ['--destination', join(folder, 'package'), '--dist', await dist(), '--bridge', bridges];
      await run(process.execPath, ['scripts/package.mjs', ...options]);
    },
  });
  return join(folder, 'package');
}
