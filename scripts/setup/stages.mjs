import { spawn } from 'node:child_process';

/** Runs a command to its end, and keeps what it printed. */
export function captured(command, ...args) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  return new Promise((resolved) => {
    child.on('error', ({ message }) => resolved({ passed: false, output: `${output}${message}\n` }));
    child.on('close', (code) => resolved({ passed: code === 0, output }));
  });
}

/**
 * Runs lanes of stages side by side, and the stages of a lane one after another. Prints how long each took, and returns
 * the exit code. All run even when one fails. A stage says whether it passed, and may have kept its output, which is then
 * printed in one piece.
 */
export async function runStages(...lanes) {
  const table = [];
  await Promise.all(
    lanes.map(async (lane) => {
      for (const { name, run } of lane) {
        console.log(`\n== ${name}${lanes.length > 1 ? ' begins' : ''}`);
        const began = performance.now();
        const end = await run();
        const { passed, output } = typeof end === 'boolean' ? { passed: end } : end;
        if (output !== undefined) console.log(`\n== ${name}\n${output}`);
        table.push({ name, passed, minutes: (performance.now() - began) / 60_000 });
      }
    }),
  );
  console.log('');
  for (const { name, passed, minutes } of table) {
    console.log(`${passed ? 'passed' : 'FAILED'}  ${minutes.toFixed(2).padStart(6)} min  ${name}`);
  }
  const failed = table.filter(({ passed }) => !passed).length;
  console.log(`${table.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
