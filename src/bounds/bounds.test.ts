import { execFileSync } from 'node:child_process';
import { closeSync, cpSync, ftruncateSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { strToU8, zipSync } from 'fflate';
import { describe, it } from 'mocha';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { smallModels } from '../../test/models/small-models.js';
import { readModel } from '../coreml/model.js';
import { openModel } from '../coreml/package.js';
import { eventSchema, eventsIn } from '../contract/events.js';
import { jobSchema } from '../contract/job.js';
import { readBudgets } from '../gate/budgets.js';
import { readImage } from '../image/files.js';
import { tilesFor } from '../image/tiles.js';
import { readHarnessApp } from '../phone/harness-app.js';
import { readCatalogue } from '../plan/catalogue.js';
import { readLab } from '../plan/lab.js';
import { readSweep } from '../plan/sweep.js';
import { testImages } from '../plan/testset.js';
import { refuseManyCases, refuseManyTiles } from '../plan/vast.js';
import { readJournal } from '../results/journal.js';
import { readCaseRows } from '../results/read-tables.js';
import { readPlan } from '../results/run-folder.js';
import { readNpy } from '../runtime/npy.js';
import { Connection } from '../virtual/iphone/wire/connection.js';
import { readFleet } from '../virtual/fleet.js';
import {
  fileBounds,
  fleetBounds,
  inFull,
  jobBounds,
  mostBytes,
  mostOf,
  rangeText,
  reportedBounds,
  sweepBounds,
} from './bounds.js';
import type { Bound } from './bounds.js';

const folder = temporaryFolder();
let files = 0;
const written = (text: string, name = 'file.yaml'): string => folder.write(`${String(++files)}/${name}`, text);

/** A file that claims to be this large and takes no space. */
function sparse(bytes: number, name: string): string {
  const path = written('', name);
  const file = openSync(path, 'r+');
  ftruncateSync(file, bytes);
  closeSync(file);
  return path;
}

/** The one sentence that an action is refused with. */
async function refusal(action: () => unknown): Promise<string> {
  const { message, exitCode } = await problemOf(action);
  expect(exitCode).to.equal(2);
  expect(message).not.to.include('\n');
  expect(message.length).to.be.lessThan(600);
  return message;
}

const sweep = {
  name: 'small',
  seed: 1,
  variants: ['plain-x2-fp16-64'],
  compute_units: ['cpuOnly'],
  sizes: ['64x64'],
  measure: { warmup: 1, iterations: 3, min_seconds: 0, end_to_end_iterations: 1 },
};
/** JSON is YAML. */
const sweepFile = (more: object): string => written(JSON.stringify({ ...sweep, ...more }));

/** A sweep file in which one field, given as `measure.launches`, says this, as YAML writes it. */
function sweepWith(field: string, value: string): string {
  const [outer = '', inner] = field.split('.');
  const mark = '"the value"';
  const within = outer === 'measure' ? sweep.measure : outer === 'quality' ? { testset: 'images' } : {};
  const more = inner === undefined ? { [outer]: 'the value' } : { [outer]: { ...within, [inner]: 'the value' } };
  return written(JSON.stringify({ ...sweep, ...more }).replace(mark, value));
}

/** What is beyond a bound, or no number. */
function wrongFor({ least, most, fractions }: Bound): string[] {
  const beyond = [
    String(least - 1),
    String(most * 2),
    '-1e300',
    '1e300',
    '1e400',
    '.nan',
    '.inf',
    '-.inf',
    'many',
    '[]',
  ];
  return fractions ? beyond : [...beyond, String(least + 0.5)];
}

describe('numbers in the files of a person', () => {
  for (const bound of Object.values<Bound>(sweepBounds)) {
    it(`refuses a sweep whose ${bound.where} is not ${rangeText(bound)}`, async () => {
      for (const value of wrongFor(bound)) {
        const path = sweepWith(bound.where, value);
        const said = await refusal(() => readSweep(path));
        expect(said).to.match(new RegExp(`^${path}:1: field ${bound.where}: is .+; give ${rangeText(bound)}$`));
      }
      for (const value of [bound.least, bound.most]) readSweep(sweepWith(bound.where, String(value)));
    });
  }

  const variant = (field: string, value: string): string =>
    written(`variants: [{ name: a, file: a.mlmodel, family: real, technique: none, ${field}: ${value} }]`);
  const rule = (field: string, value: string): string =>
    written(`rules: [{ metric: latency_median_ms, ${field === 'max' ? '' : 'max: 1, '}${field}: ${value} }]`);
  const tried: Readonly<Record<keyof typeof fileBounds, (value: string) => unknown>> = {
    tileMargin: (value) => readCatalogue(variant('tile_margin', value)),
    arrayRange: (value) => readCatalogue(variant('array_range', `[0, ${value}]`)),
    minLaunches: (value) => readBudgets(rule('min_launches', value)),
    limit: (value) => readBudgets(rule('max', value)),
    maxRegression: (value) => readBudgets(rule('max_regression', /^\d|^-\d/.test(value) ? `${value} %` : value)),
    minPhones: (value) =>
      readBudgets(
        written(`{ rules: [{ metric: latency_median_ms, max: 1 }], fleet: [{ chip: A16, min_phones: ${value} }] }`),
      ),
  };
  for (const [name, bound] of Object.entries<Bound>(fileBounds)) {
    it(`refuses a ${bound.where} that is not ${rangeText(bound)}`, async () => {
      const read = tried[name as keyof typeof fileBounds];
      for (const value of wrongFor(bound)) {
        expect(await refusal(() => read(value))).to.include(`; give ${rangeText(bound)}`);
      }
      read(String(bound.most));
    });
  }

  const fleet = (phone: string, more = ''): string =>
    written(`latency: modelled\nphones: [{ name: a, ${phone} }]\n${more}`);
  const noise = (field: string) => (value: string) => readFleet(fleet(`noise: { ${field}: ${value} }`));
  const fleetTried: Readonly<Record<keyof typeof fleetBounds, (value: string) => unknown>> = {
    seed: (value) => readFleet(fleet('', `seed: ${value}`)),
    night: (value) => readFleet(fleet('', `night: ${value}`)),
    speed: (value) => readFleet(fleet(`speed: ${value}`)),
    baseMs: (value) => readFleet(fleet('', `base_ms: { a: ${value} }`)),
    spread: noise('launch_sd'),
    share: noise('spike_share'),
    dwell: noise('slow_clock_dwell'),
    spike: noise('spike_tail'),
    degrees: (value) => readFleet(fleet(`ambient_c: ${value}`)),
    memoryMb: (value) => readFleet(fleet(`memory_limit_mb: ${value}`)),
  };
  for (const [name, bound] of Object.entries<Bound>(fleetBounds)) {
    it(`refuses a ${bound.where} that is not ${rangeText(bound)}`, async () => {
      const read = fleetTried[name as keyof typeof fleetBounds];
      for (const value of wrongFor(bound)) {
        expect(await refusal(() => read(value))).to.include(`; give ${rangeText(bound)}`);
      }
      read(String(bound.most));
    });
  }

  it('names a missing number, and what it should be', async () => {
    const path = written(JSON.stringify({ ...sweep, seed: undefined }));
    expect(await refusal(() => readSweep(path))).to.match(/field seed: is missing; give a whole number from 0 to /);
  });
});

describe('numbers of a phone and of a job', () => {
  const memory = { footprintBytes: 1, footprintPeakBytes: 1 };
  const at = { event: 'result', step: 0 } as const;
  const part = { path: 'out/a/b.rgb', bytes: 3 };
  const picture = { image: 'a', sha256: 'a'.repeat(64), latencyNs: 1, tiles: 1, parts: [part] };
  const event: Readonly<Record<keyof typeof reportedBounds, (value: number) => readonly object[]>> = {
    nanoseconds: (value) => [
      { ...at, tNs: value, do: 'sentinel', sentinelNs: 1 },
      { ...at, tNs: 1, do: 'sentinel', sentinelNs: value },
      { ...at, tNs: 1, do: 'warmup', tiles: 1, latenciesNs: [1, value], ...memory },
    ],
    bytes: (value) => [
      { ...at, tNs: 1, do: 'unload', ...memory, footprintBytes: value },
      { ...at, tNs: 1, do: 'quality', width: 1, height: 1, ...picture, parts: [{ ...part, bytes: value }] },
    ],
    count: (value) => [{ event: 'start', tNs: 1, step: value, do: 'load' }],
    side: (value) => [{ ...at, tNs: 1, do: 'quality', ...picture, width: value, height: 1 }],
  };
  for (const [name, bound] of Object.entries<Bound>(reportedBounds)) {
    it(`takes ${bound.where} only from ${inFull(bound.least)} to ${inFull(bound.most)}`, () => {
      const events = event[name as keyof typeof reportedBounds];
      for (const right of [bound.least, bound.most].flatMap(events)) {
        expect(eventSchema.safeParse(right).error, JSON.stringify(right)).to.equal(undefined);
      }
      for (const wrong of [bound.least - 1, bound.most + 1, 1.5, NaN, Infinity].flatMap(events)) {
        expect(eventSchema.safeParse(wrong).success, JSON.stringify(wrong)).to.be.false;
      }
    });
  }

  it('takes an event that is earlier than the one before it for damage', () => {
    const lines = [5, 5, 4].map((tNs, step) => JSON.stringify({ event: 'start', tNs, step, do: 'load' }));
    const { events, damage } = eventsIn(lines.map((line) => `${line}\n`).join(''));
    expect(events).to.have.length(2);
    expect(damage).to.equal('line 3, field tNs: is earlier than in the line before');
  });

  const tile = { x: 0, y: 0, keep: { x: 0, y: 0, width: 1, height: 1 } };
  const measured = { do: 'measure', arm: 'a', image: 'i', tiles: [tile], count: 1, minNs: 1, scope: 'predict' };
  const step: Readonly<Record<keyof typeof jobBounds, (value: number) => readonly object[]>> = {
    count: (value) => [
      { ...measured, count: value },
      { do: 'warmup', arm: 'a', image: 'i', tiles: [tile], count: value },
    ],
    minNs: (value) => [{ ...measured, minNs: value }],
    paceHz: (value) => [{ ...measured, paceHz: value }],
    seconds: (value) => [
      { ...measured, durationS: value },
      { do: 'pause', durationS: value },
      { do: 'cooldown', until: 'fair', timeoutS: value },
    ],
    side: (value) => [{ ...measured, tiles: [{ ...tile, keep: { ...tile.keep, width: value } }] }],
  };
  const feature = { name: 'x', kind: 'image', layout: 'RGB', channels: 3, width: 1, height: 1, range: [0, 255] };
  const job = (asked: object): object => ({
    v: 3,
    launch: 'a',
    files: [],
    arms: {
      a: {
        model: 'm',
        sha256: 'a'.repeat(64),
        computeUnits: 'all',
        input: feature,
        output: { ...feature, inset: 0 },
      },
    },
    images: { i: { path: 'i.rgb', width: 1, height: 1 } },
    steps: [asked],
  });
  for (const [name, bound] of Object.entries<Bound>(jobBounds)) {
    it(`takes ${bound.where} of a job only from ${inFull(bound.least)} to ${inFull(bound.most)}`, () => {
      const steps = step[name as keyof typeof jobBounds];
      for (const right of [bound.least, bound.most].flatMap(steps)) {
        expect(jobSchema.safeParse(job(right)).error, JSON.stringify(right)).to.equal(undefined);
      }
      for (const wrong of [bound.least - 1, bound.most * 2, NaN, Infinity].flatMap(steps)) {
        expect(jobSchema.safeParse(job(wrong)).success, JSON.stringify(wrong)).to.be.false;
      }
    });
  }
});

describe('lists, texts and files that are too large', () => {
  const times = <Item>(count: number, make: (index: number) => Item): Item[] =>
    Array.from({ length: count }, (_, i) => make(i));
  const long = 'a'.repeat(mostOf.text.most + 1);
  const oneRule = [{ metric: 'params', max: 1 }];
  const waiverOf = (index: number): object => ({
    case: String(index),
    metric: 'params',
    ceiling: 2,
    expires: '9999-12-31',
    issue: '1',
    owner: 'a',
  });
  const planned = { id: 'a', variant: 'a', computeUnits: 'all', width: 1, height: 1 } as const;
  const whole = { ...readSweep(sweepFile({})), path: 'sweep.yaml' };
  const many = { ...whole, sizes: times(100, () => ({ width: 64, height: 64 })) };

  function testset(count: number): string {
    const path = join(folder.path, String(++files));
    mkdirSync(path);
    for (let index = 0; index < count; index++) writeFileSync(join(path, `${String(index)}.png`), '');
    return path;
  }
  function packageOf(make: (path: string) => void): string {
    const path = join(folder.path, String(++files), 'a.mlpackage');
    mkdirSync(path, { recursive: true });
    make(path);
    return path;
  }

  const tried: Readonly<Record<Exclude<keyof typeof mostOf, 'argument'>, readonly [() => unknown, RegExp]>> = {
    variants: [
      () => readSweep(sweepFile({ variants: times(1001, (i) => `v${String(i)}`) })),
      /field variants: lists more than 1,000; make several sweeps/,
    ],
    sizes: [
      () => readSweep(sweepFile({ sizes: times(101, (i) => `${String(i + 1)}x1`) })),
      /field sizes: lists more than 100; make several sweeps/,
    ],
    side: [
      () => readSweep(sweepFile({ sizes: ['99999x1'] })),
      /field sizes\.0: is too large; give at most 16,384 pixels/,
    ],
    pixels: [() => readSweep(sweepFile({ sizes: ['16384x16384'] })), /is too large; give at most .* 67,108,864 in all/],
    cases: [
      () => {
        refuseManyCases(many, 101);
      },
      /^sweep.yaml: 101 variants on 1 compute units at 100 sizes are 10,100 cases, and a sweep has at most 10,000;/,
    ],
    launches: [
      () => {
        refuseManyCases({ ...many, measure: { ...whole.measure, launches: 1000 } }, 1);
      },
      /^sweep.yaml: field measure.launches: 1,000 for each of 100 cases are 100,000, .* at most 50,000; lower it/,
    ],
    tiles: [
      () => tilesFor({ width: 16_384, height: 4096 }, { width: 16, height: 16 }),
      /^a picture of 16384x4096 takes 1,\d+,\d+ inputs of 16x16, .* at most 100,000; give a smaller picture/,
    ],
    plannedTiles: [
      () => {
        refuseManyTiles(
          whole,
          times(10, () => ({ ...planned, tiles: 100_000 })),
        );
      },
      /^sweep.yaml: its launches predict 3,000,000 tiles, and a plan lists at most 2,000,000;/,
    ],
    testImages: [
      () => testImages({ folder: testset(10_001), crop: undefined }, 2, folder.path),
      /contains more than 10,000 images; name a folder of fewer/,
    ],
    devices: [
      () =>
        readLab(written(JSON.stringify({ devices: times(201, (i) => ({ name: `n${String(i)}`, udid: String(i) })) }))),
      /field devices: lists more than 200 phones/,
    ],
    rules: [
      () =>
        readBudgets(written(JSON.stringify({ rules: times(1001, () => ({ metric: 'latency_median_ms', max: 1 })) }))),
      /field rules: lists more than 1,000/,
    ],
    waivers: [
      () => readBudgets(written(JSON.stringify({ rules: oneRule, waivers: times(501, waiverOf) }))),
      /field waivers: lists more than 500/,
    ],
    fleet: [
      () => readBudgets(written(JSON.stringify({ rules: oneRule, fleet: times(201, (i) => ({ device: String(i) })) }))),
      /field fleet: lists more than 200/,
    ],
    text: [
      () => readLab(written(JSON.stringify({ devices: [{ name: long, udid: 'a' }] }))),
      /devices\.0\.name: is longer than 1,000 characters; shorten it/,
    ],
    name: [
      () => readSweep(sweepFile({ name: 'a'.repeat(101) })),
      /field name: is longer than 100 characters; shorten it/,
    ],
    yamlDepth: [
      () => readSweep(written('['.repeat(30_000))),
      /^[^ ]+:1: nests more than 50 levels deep; write it flatter$/,
    ],
    yamlAliases: [
      () => readSweep(written(`a: &a 1\nb: [${'*a, '.repeat(101)}]`)),
      /^[^ ]+:2: has more than 100 aliases; write out what they stand for$/,
    ],
    packageFiles: [
      () =>
        openModel(
          packageOf((path) => {
            for (let i = 0; i < 1001; i++) writeFileSync(join(path, String(i)), '');
          }),
        ),
      /a model has at most 1,000 files, and here are more; name the model alone$/,
    ],
    virtualPhones: [
      () => readFleet(written(`phones: [${times(33, (i) => `{name: p${String(i)}}`).join(', ')}]`)),
      /field phones: lists more than 32 phones; leave some out$/,
    ],
    packageDepth: [
      () => openModel(packageOf((path) => mkdirSync(join(path, ...times(22, () => 'a')), { recursive: true }))),
      /lies more than 20 folders deep; copy the package again$/,
    ],
  };
  for (const [name, [action, expected]] of Object.entries(tried)) {
    it(`refuses more ${mostOf[name as keyof typeof mostOf].where} than there may be`, async () => {
      expect(await refusal(action)).to.match(expected);
    });
  }

  const runWith = (path: string) => ({ path: join(path, '..'), id: 'run' });
  const [model = ''] = smallModels(join(folder.path, 'models'));
  function packageWith(name: string, bytes: number): string {
    const copy = packageOf((path) => {
      cpSync(model, path, { recursive: true });
    });
    const file = openSync(join(copy, name), 'a');
    ftruncateSync(file, bytes);
    closeSync(file);
    return copy;
  }
  const large: Readonly<
    Record<Exclude<keyof typeof mostBytes, 'inIpa' | 'events' | 'message'>, (bytes: number) => unknown>
  > = {
    yaml: (bytes) => readSweep(sparse(bytes, 'a.yaml')),
    model: (bytes) => openModel(packageWith('weight.bin', bytes)),
    manifest: (bytes) => openModel(packageWith('Manifest.json', bytes)),
    array: (bytes) => readNpy(sparse(bytes, 'a.npy')),
    picture: (bytes) => readImage(sparse(bytes, 'a.png')),
    ipa: (bytes) => readHarnessApp(sparse(bytes, 'a.ipa')),
    plan: (bytes) => readPlan(runWith(sparse(bytes, 'plan.json'))),
    table: (bytes) => readCaseRows(runWith(sparse(bytes, 'results.csv'))),
    lines: (bytes) => readJournal(sparse(bytes, 'a.jsonl')),
  };
  for (const [name, read] of Object.entries(large)) {
    const { most, where } = mostBytes[name as keyof typeof mostBytes];
    it(`refuses ${where} of more than ${inFull(most)} bytes, and does not read it`, async () => {
      expect(await refusal(() => read(most + 1))).to.match(new RegExp(`at most ${inFull(most)}; give a smaller one$`));
    });
  }

  it('refuses an .ipa whose Info.plist says that it unpacks to gigabytes', async () => {
    const zip = zipSync({ 'Payload/A.app/Info.plist': strToU8('<plist/>') });
    const bytes = Buffer.from(zip);
    // The unpacked size, in the central directory (APPNOTE.TXT 4.3.12).
    bytes.writeUInt32LE(0xf000_0000, bytes.indexOf('PK\u0001\u0002', 'latin1') + 24);
    const path = written('', 'a.ipa');
    writeFileSync(path, bytes);
    expect(await refusal(() => readHarnessApp(path))).to.match(
      /Info\.plist in it says that it has more than 16,000,000 bytes/,
    );
  });

  it('takes events of more bytes than a launch may write for damage', () => {
    expect(eventsIn('\n'.repeat(mostBytes.events.most + 1)).damage).to.match(/longer than the 64,000,000 bytes/);
  });

  it('waits for no message that says it is longer than any', async () => {
    const connection = new Connection(new PassThrough() as unknown as Socket);
    expect(await connection.read(mostBytes.message.most + 1)).to.equal(undefined);
  });

  it('refuses a picture of 60,000 x 60,000 before it decodes it', async () => {
    const header = Buffer.from('89504e470d0a1a0a0000000d494844520000ea600000ea600802000000', 'hex');
    const path = written('', 'bomb.png');
    // The checksum of the header, and an empty chunk of data.
    writeFileSync(
      path,
      Buffer.concat([header, Buffer.from('00000000', 'hex'), Buffer.from('0000000049444154', 'hex'), Buffer.alloc(4)]),
    );
    expect(await refusal(() => readImage(path))).to.match(/bomb\.png/);
  });

  it('refuses an array whose header claims 1e18 elements', async () => {
    const text = "{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000, 1000000000), }".padEnd(117) + '\n';
    const path = written('', 'a.npy');
    const start = Buffer.from('\x93NUMPY\x01\x00v\x00', 'latin1');
    writeFileSync(path, Buffer.concat([start, Buffer.from(text)]));
    expect(await refusal(() => readNpy(path))).to.match(/a\.npy ends early; give an array that numpy\.save wrote$/);
  });
});

describe('YAML that is meant to harm', () => {
  const laughs = ['a: &a [x, x, x, x, x, x, x, x, x]']
    .concat(
      'bcdefghi'.split('').map(
        (letter, i) =>
          `${letter}: &${letter} [${Array(9)
            .fill(`*${'abcdefgh'[i] ?? ''}`)
            .join(', ')}]`,
      ),
    )
    .join('\n');
  const harmful: Readonly<Record<string, readonly [string, RegExp]>> = {
    'a billion laughs': [laughs, /: its aliases stand for too much; write out what it stands for$/],
    'a list of itself': ['variants: &a [*a]', /: its aliases stand for too much|field /],
    'an alias of nothing': ['seed: *nobody', /: \*nobody stands for nothing before it; write out what it stands for$/],
    'dashes without end': ['- '.repeat(30_000), /:1: nests more than 50 levels deep/],
    'fields on one line, more than the parser has stack for': [
      `rules:\n  - metric: ${'a: '.repeat(9000)}b\n    max: 1\n  - metric: c\n    min: 30\n`,
      /: nests more than 50 levels deep/,
    ],
    'a few more levels than are allowed': [
      Array.from({ length: 60 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      /:5[0-9]: nests more than 50 levels deep/,
    ],
    'questions without end': ['? '.repeat(30_000), /:1: nests more than 50 levels deep/],
    'levels by indentation': [
      Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      /:201: nests more than/,
    ],
    'brackets that close nothing': [']'.repeat(60_000), /:1: nests more than 50 levels deep/],
    'a field twice': ['name: a\nname: b\n', /:2: field name is given twice; remove one of them$/],
    'a field of every object': ['__proto__: { seed: 1 }\nconstructor: 1', /field __proto__|field /],
    nothing: ['', /:1: field \(the whole file\)/],
    'bytes that are no text': ['\u0000\u0001\ufffd\ufffd', /./],
  };
  for (const [what, [text, expected]] of Object.entries(harmful)) {
    it(`refuses ${what} in each kind of file`, async () => {
      const path = written(text);
      for (const read of [readSweep, readCatalogue, readBudgets]) {
        const said = await refusal(() => read(path));
        expect(said).to.match(expected);
        expect(said).to.include(path);
      }
      if (text !== '') expect(await refusal(() => readLab(path))).to.include(path);
    });
  }
});

describe('what is no regular file', () => {
  const pipe = (name: string): string => {
    const path = written('', `${name}.txt`).replace(/[^/]+$/, name);
    execFileSync('mkfifo', [path]);
    return path;
  };
  const readers: Readonly<Record<string, (path: string) => unknown>> = {
    'a.yaml': readSweep,
    'lab.yaml': readLab,
    'variants.yaml': readCatalogue,
    'budgets.yaml': readBudgets,
    'a.npy': readNpy,
    'a.png': readImage,
    'a.ipa': readHarnessApp,
    'a.mlmodel': (path) => readModel(openModel(path)),
    'plan.json': (path) => readPlan({ path: join(path, '..'), id: 'run' }),
    'results.csv': (path) => readCaseRows({ path: join(path, '..'), id: 'run' }),
    'weight.bin': (path) => {
      const model = join(path, '../a.mlpackage');
      mkdirSync(model);
      cpSync(smallModels(join(model, '../made'))[0] ?? '', model, { recursive: true });
      execFileSync('mv', [path, join(model, 'weight.bin')]);
      return openModel(model);
    },
  };
  for (const [name, read] of Object.entries(readers)) {
    it(`refuses a pipe named ${name} and waits for nobody`, async () => {
      expect(await refusal(() => read(pipe(name)))).to.match(/no regular file|neither a file nor a folder/);
    });
  }

  it('refuses a device', async () => {
    expect(await refusal(() => readSweep('/dev/zero'))).to.match(/^\/dev\/zero is no regular file/);
  });

  it('refuses a folder', async () => {
    expect(await refusal(() => readSweep(folder.path))).to.equal(`${folder.path} is a folder; name a file`);
  });
});
