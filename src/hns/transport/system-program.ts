/** The path of a program in Windows' system folder, so that PATH and the current folder cannot replace it. */
export function systemProgram(name: string, env: NodeJS.ProcessEnv = process.env): string {
  return `${env.SystemRoot ?? 'C:\\Windows'}\\System32\\${name}`;
}
