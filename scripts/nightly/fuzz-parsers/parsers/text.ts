import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import plist from 'plist';
import { eventsIn, inventorySchema, loadsSchema, statusIn } from '../../../../src/contract/events.js';
import { jobSchema } from '../../../../src/contract/job.js';
import { parseJson } from '../../../../src/contract/json.js';
import { readBudgets } from '../../../../src/gate/budgets.js';
import { crashFindingIn } from '../../../../src/phone/crash-report.js';
import { parsePropertyList } from '../../../../src/phone/property-list.js';
import { readCatalogue } from '../../../../src/plan/catalogue.js';
import { readLab } from '../../../../src/plan/lab.js';
import { readSweep } from '../../../../src/plan/sweep.js';
import { projectRoot } from '../../../../src/project.js';
import { parseFault } from '../../../../src/virtual/iphone/faults.js';
import { ofFile, ofText } from '../parser.js';
import type { ParserMaker } from '../parser.js';

const textOf = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');

/*
 * YAML takes long to parse, so each sample has a few fields: together they have them all, in lines and in braces, with
 * comments, quotes, anchors and block texts.
 */
const required = 'seed: 1, variants: [b, c.mlmodel], compute_units: [all], sizes: [8x8]';
const least = 'warmup: 1, iterations: 2, min_seconds: 0, end_to_end_iterations: 1';
const sweeps = [
  `{ name: a, ${required}, measure: { ${least} } }\n`,
  `name: "a" # b\n${required.replace(/, (?=[a-z_]+:)/g, '\n')}\nmeasure:\n  ${least.replaceAll(', ', '\n  ')}\n`,
  `{ name: a, catalogue: b, anchor: b, anchor_every: 3, ${required}, measure: { ${least}, launches: 5 } }\n`,
  `{ name: a, ${required}, measure: { ${least}, cooldown_seconds: 0, pause_seconds: .5, paced_iterations: 0 } }\n`,
  `{ name: a, ${required}, measure: { ${least} }, quality: { testset: ../i, crop: 9x9 }, limits: { hello_seconds: 2, stall_seconds: 1.5, longest_step_seconds: 1e2 } }\n`,
];
const labs = [
  'version: 1\nsigning: { team: ABCDE12345, bundle_id: org.example.harness }\n',
  'devices:\n  - name: &one desk\n    udid: 00008130-000A\n  - { name: shelf, udid: "2", model: *one }\n',
  "devices: [{ name: 'a', udid: b, required: false, wda: { url: http://127.0.0.1:8100 } }]\n",
];
const budgets = [
  'rules:\n  - metric: latency_median_ms\n    max: 100 # b\n  - metric: psnr_y_db\n    min: 30\n',
  "rules: [{ match: { variant: 'a-*', device: b, units: all }, metric: latency_median_ms, max: 33.3, evidence: point }]\n",
  'rules: [{ match: { size: 8x8, os_epoch: from-27, paced: true }, metric: latency_median_ms, level: release, min: -.1, max: 1e9, min_launches: 5 }]\n',
];
const catalogues = [
  'variants:\n  - name: b\n    file: ../b.mlmodel\n    family: real\n    technique: >-\n      8-bit\n      weights\n',
  'variants: [{ name: a, file: a.mlpackage, family: classical, technique: none, tile_margin: 8, array_range: [0, 1] }]\n',
  'variants: [{ name: a, file: &f a, family: real, technique: x, reference: a, function: *f }]\n',
];
const bytesOf = (texts: readonly string[]): Buffer[] => texts.map((text) => Buffer.from(text));

const contract = 'test/golden/contract/cases';
const jobs = (): string[] =>
  readdirSync(join(projectRoot, contract)).flatMap((name) => {
    const { job } = JSON.parse(textOf(`${contract}/${name}`)) as { readonly job?: unknown };
    const text = JSON.stringify(job ?? {});
    return text.length > 1500 && name !== 'every-step.json' ? [] : [text];
  });

const launches = 'test/golden/run/journal/00009999-0000000000000001';
/** One event of each kind, the shortest there is, in texts of a few lines. */
function someEvents(): string[] {
  const lines = readdirSync(join(projectRoot, launches)).flatMap((name) => textOf(`${launches}/${name}`).split('\n'));
  const kinds = new Map<string, string>();
  for (const line of lines.filter((text) => text !== '')) {
    const { event, do: step, scope } = JSON.parse(line) as Readonly<Record<string, unknown>>;
    const kind = JSON.stringify([event, step, scope]);
    if (line.length < (kinds.get(kind) ?? line + line).length) kinds.set(kind, line);
  }
  // They come from several launches, and a clock that goes back is damage.
  const all = [...kinds.values()].map((line, index) => line.replace(/"tNs":\d+/, `"tNs":${String(index)}`));
  const most = 3;
  return all.flatMap((_line, index) => (index % most === 0 ? [all.slice(index, index + most).join('\n') + '\n'] : []));
}

const status = { v: 3, launch: 'a-1', state: 'running', step: 1, steps: 4, progress: 0.5, heartbeat: 17 };
const loads = { v: 3, osBuild: '21F79', purged: true, begun: ['a/all'], loaded: ['b/cpuOnly/main'] };
const report = (type: string, body: object): string =>
  `${JSON.stringify({ bug_type: type })}\n${JSON.stringify(body)}\n`;
const harness = { pid: 7, bundleId: 'dev.rezbench.harness' };

/** Readers of text that a person, a phone or an app wrote. */
export const textParsers: Readonly<Record<string, ParserMaker>> = {
  'YAML: sweep': () => ofFile('a.yaml', bytesOf(sweeps), readSweep),
  'YAML: lab': () => ofFile('a.yaml', bytesOf(labs), readLab),
  'YAML: budgets': () => ofFile('a.yaml', bytesOf(budgets), readBudgets),
  'YAML: catalogue': () => ofFile('a.yaml', bytesOf(catalogues), readCatalogue),
  events: () => ofText(someEvents(), eventsIn),
  'job JSON': () => ofText(jobs(), (text) => jobSchema.safeParse(parseJson(text))),
  'status, inventory and loads': () =>
    ofText([JSON.stringify(status), JSON.stringify(loads), JSON.stringify({ 'models/a/b': 3 })], (text) => {
      statusIn(text);
      inventorySchema.safeParse(parseJson(text));
      loadsSchema.safeParse(parseJson(text));
    }),
  'crash report': () =>
    ofText(
      [
        report('298', {
          memoryStatus: { pageSize: 16_384 },
          processes: [{ pid: 7, rpages: 9, reason: 'per-process-limit' }],
        }),
        report('309', {
          pid: 7,
          termination: { code: 2_343_432_205, reasons: ['explanation:slow', 'b'], namespace: 'X' },
        }),
        report('309', {
          bundleInfo: { CFBundleIdentifier: harness.bundleId },
          exception: { type: 'EXC', signal: 'SIG' },
        }),
      ],
      (text) => [crashFindingIn(text, harness), crashFindingIn(text, { bundleId: harness.bundleId })],
    ),
  /** Throws for what is none; its callers take any error for that. */
  'property list': () => ({
    samples: [Buffer.from(plist.build({ a: [1, 'two', new Date(0), Buffer.from('x')], b: { c: true } })), binaryList],
    read: parsePropertyList,
    expected: (error) => error instanceof Error,
  }),
  'fault option': () => ofText(['kill:measure:2', 'lock:1:20', 'freeze', 'unplug:3:0.5'], parseFault),
};

/** {a: 1, b: ["x"]}, as macOS writes it. */
const binaryList = Buffer.from(
  '62706c6973743030d201020304516151621001a1055178080d0f1113150000000000000101000000000000000600000000000000000000000000000017',
  'hex',
);
