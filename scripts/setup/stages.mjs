import { spawn } from 'node:child_process';

/** What hangs fails alone, and a slow machine may take several times as long as ours. */
const limitMinutes = 30;
/** Mocha passes SIGINT on to the process that runs the tests. */
const graceMs = 5000;

/** Runs a command to its end, or until it has taken `minutes`, and keeps what it printed. */
export const captured = (command, ...args) => capturedWithin(limitMinutes, command, ...args);

export function capturedWithin(minutes, command, ...args) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  return new Promise((resolved) => {
    let last = '';
    let kill;
    const end = (passed) => {
      clearTimeout(timer);
      clearTimeout(kill);
      resolved({ passed, output: `${output}${last}` });
    };
    const timer = setTimeout(() => {
      last = `ended by force: it was not through after ${String(minutes)} minutes\n`;
      child.kill('SIGINT');
      kill = setTimeout(() => {
        child.kill('SIGKILL');
        // What it has started may keep its output open.
        end(false);
      }, graceMs);
    }, minutes * 60_000);
    child.on('error', ({ message }) => {
      last = `${message}\n`;
      end(false);
    });
    child.on('close', (code) => end(code === 0));
  });
}

const failuresBegin = '== what failed';
const mostOfFailure = 3000;

/**
 * Where output says what failed: what a check of many stages says at its end, or what Mocha says of its failures, or else
 * its last lines.
 */
export function whatFailed(output) {
  const said = output.lastIndexOf(`\n${failuresBegin}\n`);
  if (said !== -1) return output.slice(said + failuresBegin.length + 2).trim();
  const ofMocha = output.search(/^ *\d+ failing$/m);
  return ofMocha === -1 ? output.trim().slice(-mostOfFailure) : output.slice(ofMocha).trim().slice(0, mostOfFailure);
}

/**
 * Runs lanes of stages side by side, and the stages of a lane one after another. Prints how long each took, and returns
 * the exit code. All run even when one fails. A stage says whether it passed, and may have kept its output, which is then
 * printed in one piece. What failed stands last, where readers of a long log look first.
 */
export async function runStages(...lanes) {
  const table = [];
  await Promise.all(
    lanes.map(async (lane) => {
      for (const { name, run } of lane) {
        console.log(`\n== ${name}${lanes.length > 1 ? ' begins' : ''}`);
        const began = performance.now();
        const end = await run();
        const {
          passed,
          output,
          failures = output && whatFailed(output),
        } = typeof end === 'boolean' ? { passed: end } : end;
        if (output !== undefined) console.log(`\n== ${name}\n${output}`);
        table.push({ name, passed, failures, minutes: (performance.now() - began) / 60_000 });
      }
    }),
  );
  console.log('');
  for (const { name, passed, minutes } of table) {
    console.log(`${passed ? 'passed' : 'FAILED'}  ${minutes.toFixed(2).padStart(6)} min  ${name}`);
  }
  const failed = table.filter(({ passed }) => !passed);
  console.log(`${table.length - failed.length} passed, ${failed.length} failed`);
  if (failed.length === 0) return 0;
  console.log(`\n${failuresBegin}`);
  for (const { name, failures } of failed) console.log(`-- ${name}\n${failures || 'Its output is above.'}\n`);
  return 1;
}
