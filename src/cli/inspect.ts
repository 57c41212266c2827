import { basename } from 'node:path';
import { describeOpened } from '../inspect/description.js';
import { openProgram } from '../mil/open-model.js';
import type { OpenedModel } from '../mil/open-model.js';
import type { ModelDescription } from '../inspect/description.js';
import type { FeatureDescription } from '../coreml/feature.js';
import { NotAModel } from '../coreml/not-a-model.js';
import { featureText } from '../inspect/feature-text.js';
import { explainNotFinite } from '../inspect/not-finite.js';
import type { RunsHere } from '../inspect/runs-here.js';
import { Problem } from '../problem.js';
import { workOf } from '../inspect/work.js';
import { textTable } from '../terminal/table.js';
import type { Command } from './command.js';

interface Args {
  models: string[];
  json: boolean;
  probe?: string | undefined;
}

/** `inspect`: describes Core ML models from their files. It runs a flexible model once, to count the work at its default size. */
export const inspect: Command<Args> = {
  builder: (yargs) =>
    yargs
      .positional('models', { type: 'string', array: true, demandOption: true, describe: '.mlpackage or .mlmodel' })
      .option('json', { type: 'boolean', default: false, describe: 'Print JSON' })
      .option('probe', { type: 'string', describe: 'A picture: run it, and name what half precision cannot hold' }),
  async handler({ models, json, probe }) {
    const inspected: Inspected[] = [];
    const damaged: Problem[] = [];
    for (const path of models) {
      try {
        inspected.push(await inspectModel(path, probe));
      } catch (error) {
        if (!(error instanceof Problem) || models.length === 1) throw error;
        damaged.push(error);
      }
    }
    const [first, ...others] = inspected;
    if (json) console.log(JSON.stringify(inspected, convertMap, 2));
    else if (first && models.length === 1) console.log(isModel(first) ? formatDetails(first) : formatOther(first));
    else if (first) {
      console.log(formatTable([first, ...others]));
      for (const one of inspected) {
        if (isModel(one) && one.halfLosses) console.log(`${one.name}: ${halfLines(one).join('\n')}`);
      }
    }
    if (damaged.length > 0) throw new Problem(damaged.map(({ message }) => message).join('\nrezbench: '));
  },
};

/** A model, and whether it runs here. */
interface InspectedModel extends ModelDescription {
  readonly runsHere: RunsHere;
  /** What half precision would lose of a picture, in sentences; absent where none was given. */
  readonly halfLosses?: readonly string[];
}

/** Something that lies where a model is expected. */
interface OtherThing {
  readonly path: string;
  readonly name: string;
  /** `a Git LFS pointer`. */
  readonly what: string;
  readonly runsHere: RunsHere;
}

type Inspected = InspectedModel | OtherThing;

const isModel = (inspected: Inspected): inspected is InspectedModel => 'sha256' in inspected;

/** Throws a Problem for what is missing or damaged. */
async function inspectModel(path: string, picture: string | undefined): Promise<Inspected> {
  try {
    return await describeModel(path, picture);
  } catch (error) {
    if (!(error instanceof NotAModel)) throw error;
    const { what, remedy } = error;
    return { path, name: basename(path), what, runsHere: { runs: false, reasons: [`it is ${what}, ${remedy}`] } };
  }
}

async function describeModel(path: string, picture: string | undefined): Promise<InspectedModel> {
  const opened = openProgram(path);
  const { runsHere } = await import('../inspect/runs-here.js');
  const here = await runsHere(opened);
  const described = { ...describeOpened(path, opened), runsHere: here, ...(await probed(opened, here, picture)) };
  const { program } = described;
  if (!here.runs || program === undefined || program.work.multiplyAdds !== undefined) return described;
  const { programAtDefaultSize } = await import('../inspect/default-size.js');
  const atDefault = await programAtDefaultSize(opened);
  return atDefault ? { ...described, program: { ...program, work: workOf(atDefault) } } : described;
}

async function probed(
  opened: OpenedModel,
  { runs }: RunsHere,
  picture: string | undefined,
): Promise<Pick<InspectedModel, 'halfLosses'>> {
  if (picture === undefined || !runs) return {};
  const { probePicture } = await import('./probe.js');
  return { halfLosses: await probePicture(opened, picture) };
}

const hereText = (runsHere: RunsHere): string => (runsHere.runs ? 'yes' : `no: ${runsHere.reasons.join('; ')}`);

const formatOther = ({ path, what, runsHere }: OtherThing): string =>
  textTable(
    ['', ''],
    [
      ['file', path],
      ['what it is', what],
      ['runs here', hereText(runsHere)],
    ],
  ).trim();

const convertMap = (_: string, value: unknown): unknown => (value instanceof Map ? Object.fromEntries(value) : value);

const noValue = '-';

function formatTable(inspected: readonly Inspected[]): string {
  return textTable(
    [
      'model',
      'type',
      'iOS',
      'bytes',
      'parameters',
      'weights',
      'computes in',
      'multiply-adds',
      'runs here',
      'inputs',
      'outputs',
    ],
    inspected.map((one) => {
      if (!isModel(one)) return [one.name, one.what, ...new Array<string>(6).fill(noValue), 'no', noValue, noValue];
      const { name, type, minimumIos, packageBytes, program, runsHere, inputs, outputs } = one;
      return [
        name,
        type,
        minimumIos ?? noValue,
        formatCount(packageBytes),
        formatCount(program?.params),
        program?.weightDtype ?? noValue,
        program?.computeDtype ?? noValue,
        formatCount(program?.work.multiplyAdds),
        hereText(runsHere),
        inputs.map(featureText).join(' '),
        outputs.map(featureText).join(' '),
      ];
    }),
  );
}

/** How many of the largest constants the details list. */
const maxConstants = 8;

function formatDetails(model: InspectedModel): string {
  const { program, functions, engineWarnings } = model;
  const facts: [string, string][] = [
    ['model', model.path],
    ['sha256', model.sha256],
    ['runs here', hereText(model.runsHere)],
    ['type', `${model.kind}, specification ${String(model.specVersion)}, iOS ${model.minimumIos ?? noValue} or newer`],
    ['license', model.license === '' ? noValue : model.license],
    ...Object.entries(model.userDefined).sort(([a], [b]) => a.localeCompare(b)),
    ...model.inputs.map((input): [string, string] => ['input', featureText(input)]),
    ...model.outputs.map((output): [string, string] => ['output', featureText(output)]),
    ...model.states.map((state): [string, string] => ['state', featureText(state)]),
    ...(program?.notFinite ?? []).map((one): [string, string] => ['not finite', explainNotFinite(one)]),
    ['functions', functions.join(', ') || noValue],
    ['package bytes', formatCount(model.packageBytes)],
  ];
  const flexible = model.inputs.some(isFlexible);
  const atDefault = flexible ? ' at the default size' : '';
  if (program) {
    facts.push(
      ['parameters', `${formatCount(program.params)}, of which ${formatCount(program.nonzeroParams)} are not zero`],
      ['weights', `${program.weightDtype ?? noValue}, ${formatCount(program.weightBytes)} bytes`],
      ['computes in', program.computeDtype ?? noValue],
      [`multiply-adds${atDefault}`, formatCount(program.work.multiplyAdds)],
      [`activation peak bytes${atDefault}`, formatCount(program.work.activationPeakBytes)],
      ['operations', [...program.operations].map(([type, count]) => `${type} ${String(count)}`).join(', ')],
    );
  }
  const constants = program?.constants.slice(0, maxConstants) ?? [];
  const rows = constants.map(({ name, operation, operand, shape, form, bytes, share }) => [
    name,
    `${operation}.${operand}`,
    `[${shape.join(', ')}]`,
    form,
    formatCount(bytes),
    `${(share * 100).toFixed(1)} %`,
  ]);
  return [
    textTable(['', ''], facts).trim(),
    ...(rows.length > 0 ? ['', textTable(['largest constants', 'of', 'shape', 'form', 'bytes', 'share'], rows)] : []),
    ...(engineWarnings.length > 0 ? ['', 'Why Core ML probably does not run all of it on the Neural Engine:'] : []),
    ...engineWarnings.map(({ what, source }) => `- ${what}\n  ${source}`),
    ...(model.halfLosses ? ['', ...halfLines(model)] : []),
  ].join('\n');
}

function halfLines({ halfLosses, program }: InspectedModel): string[] {
  if (halfLosses === undefined) return [];
  if (halfLosses.length > 0) {
    return ['What half precision cannot hold of this picture:', ...halfLosses.map((loss) => `- ${loss}`)];
  }
  return program?.computeDtype === 'fp32'
    ? ['Its file has no values in half precision.']
    : ['Half precision holds every value of this picture.'];
}

const isFlexible = ({ type }: FeatureDescription): boolean =>
  (type.kind === 'image' && type.sizes.kind !== 'fixed') || (type.kind === 'array' && type.shapes.kind !== 'fixed');

const formatCount = (value: number | undefined): string => value?.toLocaleString('en-US') ?? noValue;
