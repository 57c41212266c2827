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

const inProject = (path: string): Buffer => readFileSync(join(projectRoot, path));
const textOf = (path: string): string => inProject(path).toString('utf8');

const lab = `version: 1
signing: { team: ABCDE12345, bundle_id: org.example.harness }
devices:
  - name: &one desk
    udid: 00008130-000A1D2E3F40001C
    required: false
    wda: { url: http://127.0.0.1:8100 }
  - { name: shelf, udid: "2", model: *one }
`;
const catalogue = `variants:
  - { name: a, file: a.mlpackage, family: classical, technique: none, tile_margin: 8 }
  - name: b
    file: ../b.mlmodel
    family: real
    technique: 8-bit weights
    reference: a
    array_range: [0, 1]
`;

const contract = 'test/golden/contract/cases';
const jobs = (): string[] =>
  readdirSync(join(projectRoot, contract)).flatMap((name) => {
    const { job } = JSON.parse(textOf(`${contract}/${name}`)) as { readonly job?: unknown };
    const text = JSON.stringify(job ?? {});
    return text.length > 4000 ? [] : [text];
  });

const launches = 'test/golden/run/journal/00009999-0000000000000001';
const someEvents = (): string[] => {
  const kinds = ['purge-1', 'anchor-all-1', 'prepare-plain-x2-fp16-64-all', 'quality-plain-x2-fp16-64-all'];
  return kinds.map((name) => textOf(`${launches}/${name}.jsonl`).slice(0, 6000));
};

const status = { v: 3, launch: 'a-1', state: 'running', step: 1, steps: 4, progress: 0.5, heartbeat: 17 };
const loads = { v: 3, osBuild: '21F79', purged: true, begun: ['a/all'], loaded: ['b/cpuOnly/main'] };
const report = (type: string, body: object): string =>
  `${JSON.stringify({ bug_type: type })}\n${JSON.stringify(body)}\n`;
const harness = { pid: 7, bundleId: 'dev.rezbench.harness' };

/** Readers of text that a person, a phone or an app wrote. */
export const textParsers: Readonly<Record<string, ParserMaker>> = {
  'YAML: sweep': () =>
    ofFile(
      'a.yaml',
      ['demo', 'zoo'].map((name) => inProject(`sweeps/${name}.yaml`)),
      readSweep,
    ),
  'YAML: lab': () => ofFile('a.yaml', [Buffer.from(lab)], readLab),
  'YAML: budgets': () => ofFile('a.yaml', [inProject('budgets/example.yaml')], readBudgets),
  'YAML: catalogue': () => ofFile('a.yaml', [Buffer.from(catalogue)], readCatalogue),
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
