import { execFileSync } from 'node:child_process';

/** The arguments in the advice `go on with: npx rezbench ...`, as a shell reads them. */
export function adviceIn(text: string): string[] {
  const [, command] = /go on with: npx rezbench (.*)$/ms.exec(text) ?? [];
  if (command === undefined) throw new Error(`no advice in: ${text}`);
  return execFileSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);
}
