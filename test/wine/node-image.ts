/**
 * A Windows node as Wine shows it: the folder of the image at `C:\hpc`, as containerd places it for a HostProcess container, HNS's libraries
 * among the system's, and .NET.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packaged } from '../deploy/packaged.ts';
import { edgeManaged } from '../native/build.ts';
import { ROOT } from '../native/part.ts';
import { SOCKET_VARIABLE } from '../native/simulator-server.ts';
import { windowsBinaries, windowsDotnet } from './windows-parts.ts';
import { type Ended, type Placed, type ProgramOptions, type WindowsProgram, Wine } from './wine.ts';

const MAJOR = process.versions.node.split('.')[0];
/** The one file that is added to the folder of the image: Wine has no .NET Framework, so edge-js loads CoreCLR with it. */
export const ADDED = `node_modules/edge-js/lib/native/win32/x64/${MAJOR}/edge_coreclr.node`;

export const NODE = 'C:\\hpc\\node.exe';
export const MAIN = 'C:\\hpc\\dist\\cli\\main.js';

/** Choices of edge-js. The program itself never sets them on Windows. */
export const CORE_CLR = {
  EDGE_USE_CORECLR: '1',
  EDGE_APP_ROOT: 'C:\\edge',
  DOTNET_ROOT: 'C:\\Program Files\\dotnet',
};

export class NodeImage {
  /** Of the image, on this machine. */
  readonly folder: string;
  readonly wine: Wine;

  /** @param socket Of the simulated HNS on TCP. @param placed More files on drive C:. */
  static async start(socket: string, placed: readonly Placed[] = []): Promise<NodeImage> {
    const [image, edge, dotnet, binaries] = await Promise.all([packaged(), edgeManaged(), windowsDotnet(), windowsBinaries()]);
    const folder = mkdtempSync(join(tmpdir(), 'image-'));
    cpSync(image, folder, { recursive: true });
    cpSync(join(ROOT, ADDED), join(folder, ADDED));
    const system = ['computenetwork.dll', 'vmcompute.dll'].map((name): Placed => [join(binaries, name), `windows/system32/${name}`]);
    const folders: Placed[] = [
      [folder, 'hpc'],
      [edge, 'edge'],
      [dotnet, 'Program Files/dotnet'],
      [binaries, 'binaries'],
    ];
    // The C++ runtime of the image comes before Wine's.
    const env = { ...CORE_CLR, WINEDLLOVERRIDES: 'vcruntime140=n', [SOCKET_VARIABLE]: socket };
    return new NodeImage(folder, await Wine.start([...folders, ...system, ...placed], env));
  }

  private constructor(folder: string, wine: Wine) {
    this.folder = folder;
    this.wine = wine;
  }

  /** A file below `C:\hpc`, as the kubelet mounts a volume. */
  write(file: string, text: string): void {
    const path = join(this.folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  /** `hns-policy` with these arguments, run to its end. */
  hnsPolicy(args: readonly string[], options: ProgramOptions = {}): Promise<Ended> {
    return this.wine.run(NODE, [MAIN, ...args], { folder: 'hpc', ...options });
  }

  startHnsPolicy(args: readonly string[], options: ProgramOptions = {}): WindowsProgram {
    return this.wine.start(NODE, [MAIN, ...args], { folder: 'hpc', ...options });
  }

  async close(): Promise<void> {
    await this.wine.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
