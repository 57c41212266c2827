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

/** `inspect`: what is inside Core ML models, read from the files; a flexible one is run once to see its default size's work. */
export const inspect: CommandModule<object, Args> = {
  command: 'inspect <models..>',
  describe: 'What is inside a Core ML model: parameters, precision, inputs, operations, work, warnings',
  builder: (yargs) =>
    yargs
      .positional('models', { type: 'string', array: true, demandOption: true, describe: '.mlpackage or .mlmodel' })
      .option('json', { type: 'boolean', default: false, describe: 'Print JSON' })
      .example('$0 inspect models/*.mlpackage', 'one line a model')
      .example('$0 inspect model.mlpackage', 'everything about one'),
  async handler({ models, json }) {
    const described: ModelDescription[] = [];
    for (const path of models) described.push(await describe(path));
    const [first, ...others] = described;
    if (json) console.log(JSON.stringify(described, mapsAsObjects, 2));
    else if (first && others.length === 0) console.log(details(first));
    else console.log(table(described));
  },
};

async function describe(path: string): Promise<ModelDescription> {
  const opened = openProgram(path);
  const described = describeOpened(path, opened);
  if (described.program === undefined || described.program.work.multiplyAdds !== undefined) return described;
  const { programAtDefaultSize } = await import('../inspect/default-size.js');
  const program = await programAtDefaultSize(opened);
  return program ? { ...described, program: { ...described.program, work: workOf(program) } } : described;
}

const mapsAsObjects = (_: string, value: unknown): unknown =>
  value instanceof Map ? Object.fromEntries(value) : value;

const missing = '-';

function table(models: readonly ModelDescription[]): string {
  return textTable(
    ['model', 'type', 'iOS', 'bytes', 'parameters', 'weights', 'computes in', 'multiply-adds', 'inputs', 'outputs'],
    models.map(({ name, type, minimumIos, packageBytes, program, inputs, outputs }) => [
      name,
      type,
      minimumIos ?? missing,
      grouped(packageBytes),
      grouped(program?.params),
      program?.weightDtype ?? missing,
      program?.computeDtype ?? missing,
      grouped(program?.work.multiplyAdds),
      inputs.map(featureText).join(' '),
      outputs.map(featureText).join(' '),
    ]),
  );
}

/** The largest constants, and of layers the first so many. */
const listed = 8;

function details(model: ModelDescription): string {
  const { program, functions, engineWarnings } = model;
  const facts: [string, string][] = [
    ['model', model.path],
    ['sha256', model.sha256],
    ['type', `${model.type}, specification ${String(model.specVersion)}, iOS ${model.minimumIos ?? missing} or newer`],
    ['license', model.license === '' ? missing : model.license],
    ...Object.entries(model.userDefined).sort(([a], [b]) => a.localeCompare(b)),
    ...model.inputs.map((input): [string, string] => ['input', featureText(input)]),
    ...model.outputs.map((output): [string, string] => ['output', featureText(output)]),
    ['functions', functions.join(', ') || missing],
    ['package bytes', grouped(model.packageBytes)],
  ];
  const flexible = model.inputs.some(isFlexible);
  const atDefault = flexible ? ' at the default size' : '';
  if (program) {
    facts.push(
      ['parameters', `${grouped(program.params)}, ${grouped(program.nonzeroParams)} of them not zero`],
      ['weights', `${program.weightDtype ?? missing}, ${grouped(program.weightBytes)} bytes`],
      ['computes in', program.computeDtype ?? missing],
      [`multiply-adds${atDefault}`, grouped(program.work.multiplyAdds)],
      [`activation peak bytes${atDefault}`, grouped(program.work.activationPeakBytes)],
      ['operations', [...program.operations].map(([type, count]) => `${type} ${String(count)}`).join(', ')],
    );
  }
  const constants = program?.constants.slice(0, listed) ?? [];
  const rows = constants.map(({ name, operation, operand, shape, form, bytes, share }) => [
    name,
    `${operation}.${operand}`,
    `[${shape.join(', ')}]`,
    form,
    grouped(bytes),
    `${(share * 100).toFixed(1)} %`,
  ]);
  return [
    textTable(['', ''], facts).trim(),
    ...(rows.length > 0 ? ['', textTable(['largest constants', 'of', 'shape', 'form', 'bytes', 'share'], rows)] : []),
    ...(engineWarnings.length > 0 ? ['', 'Likely to leave the Neural Engine:'] : []),
    ...engineWarnings.map(({ what, source }) => `- ${what}\n  ${source}`),
  ].join('\n');
}

const isFlexible = ({ type }: FeatureDescription): boolean =>
  (type.kind === 'image' && type.sizes.kind !== 'fixed') || (type.kind === 'array' && type.shapes.kind !== 'fixed');

const grouped = (value: number | undefined): string => value?.toLocaleString('en-US') ?? missing;

function featureText({ name, type }: FeatureDescription): string {
  switch (type.kind) {
    case 'other':
      return `${name}: neither image nor array`;
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
