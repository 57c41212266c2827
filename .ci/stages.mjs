import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runStages } from '../scripts/setup/stages.mjs';

const cache = process.env.REZBENCH_CACHE;
const venv = join(cache, 'zoo-venv');
const requirements = 'scripts/zoo/requirements.txt';
const apt = ['chromium', 'libimobiledevice-utils', 'ideviceinstaller', 'python3-venv', 'debootstrap'];

const run = (command, ...args) => spawnSync(command, args, { stdio: 'inherit' }).status === 0;

/** Runs in the background with its output in a file, which is shown when it fails. */
function background(name, script) {
  const log = join(cache, `${name}.log`);
  const child = spawn('bash', ['-euo', 'pipefail', '-c', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  const out = createWriteStream(log);
  child.stdout.pipe(out);
  child.stderr.pipe(out);
  return new Promise((resolved) => {
    child.on('exit', (code) => {
      if (code !== 0) console.log(readFileSync(log, 'utf8').slice(-4000));
      resolved(code === 0);
    });
  });
}

const stampOf = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');
const stamped = (stamp, file) => existsSync(stamp) && readFileSync(stamp, 'utf8') === stampOf(file);

async function python() {
  const stamp = join(venv, '.stamp');
  if (stamped(stamp, requirements)) return true;
  const made = await background(
    'python',
    `python3 -m venv --clear ${venv} && ${venv}/bin/pip install -q -r ${requirements} pytest`,
  );
  if (made) writeFileSync(stamp, stampOf(requirements));
  return made;
}

const install = async () => {
  const packages = await background('apt', `apt-get update -q && apt-get install -qy ${apt.join(' ')}`);
  if (!packages) return false;
  const done = await Promise.all([python(), background('swift', 'scripts/swift/toolchain.sh')]);
  return done.every(Boolean);
};

// The core's tests, then the app of a virtual iPhone, then everything an iPhone runs, against stubs.
const swift = () =>
  run('scripts/swift/run.sh', 'swift', 'test', '--scratch-path', '/build') &&
  run('scripts/swift/build.sh') &&
  run('scripts/swift/run.sh', 'env', 'HARNESS=shell', 'swift', 'build', '--scratch-path', '/build/shell');

/** The zoo's tests need a processor that the phones mostly leave alone, so they run beside the long tests, at low priority. */
let zoo = Promise.resolve(false);

function withZoo(command, ...args) {
  zoo = background('zoo', `OMP_NUM_THREADS=1 nice -n 19 ${venv}/bin/python -m pytest -q scripts/zoo`);
  const child = spawn(command, args, { stdio: 'inherit' });
  return new Promise((resolved) => child.on('exit', (code) => resolved(code === 0)));
}

process.exit(
  await runStages([
    { name: 'install', run: install },
    // Before npm test, which needs the Swift app built for Linux.
    { name: 'swift', run: swift },
    { name: 'npm test', run: () => run('npm', 'test') },
    { name: 'long end to end', run: () => withZoo('node_modules/.bin/mocha', 'test/long/*.test.ts') },
    { name: 'model zoo, in what of it is left', run: () => zoo },
  ]),
);
