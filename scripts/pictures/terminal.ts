import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { projectRoot } from '../../src/project.js';
import { terminalPicture } from './terminal-picture.js';

/* Draws docs/pictures/terminal.svg: what a terminal shows in the midst of `npm start`, and at its end. Needs tmux, whose
   screen it is: `npx tsx scripts/pictures/terminal.ts`. */
const size = { columns: 102, rows: 40 } as const;
const out = mkdtempSync(join(tmpdir(), 'run-'));
const tmux = async (...words: readonly string[]): Promise<string> =>
  (await execa('tmux', ['-L', `rezbench-${String(process.pid)}`, ...words])).stdout;

/** The lines on the screen, with their styles, without those below the last. */
const screen = async (): Promise<string[]> => (await tmux('capture-pane', '-e', '-p')).trimEnd().split('\n');
async function shows(text: RegExp, seconds: number): Promise<string[]> {
  const until = performance.now() + seconds * 1000;
  for (;;) {
    const lines = await screen();
    if (text.test(lines.join('\n'))) return lines;
    if (performance.now() > until) throw new Error(`${String(text)} did not come:\n${lines.join('\n')}`);
    await sleep(200);
  }
}

const demo = `node scripts/rezbench.mjs demo --out ${out}; sleep 60`;
await tmux('new-session', '-d', '-x', String(size.columns), '-y', String(size.rows), '-c', projectRoot, demo);
try {
  const during = await shows(/ 1[2-9]\/24 .*\n.*\n.* last /s, 300);
  const end = await shows(/^next, .*\n?.*/m, 300);
  const lines = ['$ npm start', '', ...during.filter((line) => line.trim() !== ''), '', '…', ...end];
  // The run's folder is one that nobody else has.
  const shown = lines.map((line) => line.replace(`${out}/`, 'results/'));
  writeFileSync(join(projectRoot, 'docs/pictures/terminal.svg'), terminalPicture(shown, size.columns));
} finally {
  await tmux('kill-server').catch(() => undefined);
  rmSync(out, { recursive: true, force: true });
}
