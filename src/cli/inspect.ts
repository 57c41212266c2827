import type { CommandModule } from 'yargs';
import { describeOpened } from '../inspect/description.js';
import { openProgram } from '../mil/open-model.js';
import type { ModelDescription } from '../inspect/description.js';
import type { FeatureDescription, Range } from '../coreml/feature.js';
import { workOf } from '../inspect/work.js';
import { textTable } from '../terminal/table.js';

interface Args {
  models: string[];
  json: boolean;
}

/** `inspect`: describes Core ML models from their files. It runs a flexible model once, to count the work at its default size. */
export const inspect: CommandModule<object, Args> = {
  command: 'inspect <models..>',
  describe: 'Describe Core ML models: parameters, precision, inputs, operations, work, warnings',
  builder: (yargs) =>
    yargs
      .positional('models', { type: 'string', array: true, demandOption: true, describe: '.mlpackage or .mlmodel' })
      .option('json', { type: 'boolean', default: false, describe: 'Print JSON' })
      .example('$0 inspect models/*.mlpackage', 'one line per model')
      .example('$0 inspect model.mlpackage', 'everything about one model'),
  async handler({ models, json }) {
    const described: ModelDescription[] = [];
    for (const path of models) described.push(await describeModel(path));
    const [first, ...others] = described;
    if (json) console.log(JSON.stringify(described, convertMap, 2));
    else if (first && others.length === 0) console.log(formatDetails(first));
    else console.log(formatTable(described));
  },
};

async function describeModel(path: string): Promise<ModelDescription> {
  const opened = openProgram(path);
  const described = describeOpened(path, opened);
  if (described.program === undefined || described.program.work.multiplyAdds !== undefined) return described;
  const { programAtDefaultSize } = await import('../inspect/default-size.js');
  const program = await programAtDefaultSize(opened);
  return program ? { ...described, program: { ...described.program, work: workOf(program) } } : described;
}

const convertMap = (_: string, value: unknown): unknown => (value instanceof Map ? Object.fromEntries(value) : value);

const noValue = '-';

function formatTable(models: readonly ModelDescription[]): string {
  return textTable(
    ['model', 'type', 'iOS', 'bytes', 'parameters', 'weights', 'computes in', 'multiply-adds', 'inputs', 'outputs'],
    models.map(({ name, type, minimumIos, packageBytes, program, inputs, outputs }) => [
      name,
      type,
      minimumIos ?? noValue,
      formatCount(packageBytes),
      formatCount(program?.params),
      program?.weightDtype ?? noValue,
      program?.computeDtype ?? noValue,
      formatCount(program?.work.multiplyAdds),
      inputs.map(formatFeature).join(' '),
      outputs.map(formatFeature).join(' '),
    ]),
  );
}

/** How many of the largest constants the details list. */
const maxConstants = 8;

function formatDetails(model: ModelDescription): string {
  const { program, functions, engineWarnings } = model;
  const facts: [string, string][] = [
    ['model', model.path],
    ['sha256', model.sha256],
    ['type', `${model.type}, specification ${String(model.specVersion)}, iOS ${model.minimumIos ?? noValue} or newer`],
    ['license', model.license === '' ? noValue : model.license],
    ...Object.entries(model.userDefined).sort(([a], [b]) => a.localeCompare(b)),
    ...model.inputs.map((input): [string, string] => ['input', formatFeature(input)]),
    ...model.outputs.map((output): [string, string] => ['output', formatFeature(output)]),
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
  ].join('\n');
}

const isFlexible = ({ type }: FeatureDescription): boolean =>
  (type.kind === 'image' && type.sizes.kind !== 'fixed') || (type.kind === 'array' && type.shapes.kind !== 'fixed');

const formatCount = (value: number | undefined): string => value?.toLocaleString('en-US') ?? noValue;

function formatFeature({ name, type }: FeatureDescription): string {
  switch (type.kind) {
    case 'other':
      return `${name}: neither an image nor an array`;
    case 'image': {
      const { sizes, width, height } = type;
      const side = ({ lowest, highest }: Range): string => `${String(lowest)}..${String(highest ?? 'any')}`;
      const size =
        sizes.kind === 'enumerated'
          ? sizes.sizes.map((one) => `${String(one.width)}x${String(one.height)}`).join('|')
          : sizes.kind === 'range'
            ? `${side(sizes.width)}x${side(sizes.height)}`
            : `${String(width)}x${String(height)}`;
      return `${name}: ${type.colour} ${size}`;
    }
    case 'array':
      return `${name}: ${type.element} [${type.shape.join(', ')}]${type.shapes.kind === 'fixed' ? '' : ` ${type.shapes.kind}`}`;
  }
}
