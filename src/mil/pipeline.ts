import type { FeatureDescription } from '../coreml/feature.js';
import type { Model } from '../coreml/model.js';
import { elementCount, lazyConstant } from './constant.js';
import type { Constant } from './constant.js';
import { Contradiction } from './contradiction.js';
import { floats, ints } from './network/network.js';
import type { Operand, Operation, Program, TypedName } from './program.js';

/** An input of the pipeline or an output of a stage: the value behind it, and how it is declared. */
interface StageOutput {
  readonly value: TypedName;
  readonly feature: FeatureDescription | undefined;
}

/**
 * Joins the stages of a pipeline into one program. A stage finds its inputs by name among the pipeline's inputs and the
 * outputs of earlier stages. Between stages an image is bytes, as Core ML passes it on. Throws Contradiction where a stage
 * asks for what nothing gives.
 */
export function joinStages(model: Model, programs: readonly Program[]): Program {
  const available = new Map<string, StageOutput>();
  const inputs: TypedName[] = [];
  const constants = new Map<string, Constant>();
  const operations: Operation[] = [];
  for (const [index, program] of programs.entries()) {
    const stage = model.stages[index];
    const prefixed = (name: string): string => `stage ${String(index)}/${name}`;
    const names = new Map<string, string>();
    for (const port of program.inputs) {
      const wanted = stage?.inputs.find(({ name }) => name === port.name);
      const before = available.get(port.name);
      if (before) {
        names.set(port.name, handOver(before, port, wanted, prefixed(`${port.name} as handed on`), operations));
      } else if (model.inputs.some(({ name }) => name === port.name)) {
        inputs.push(port);
        names.set(port.name, port.name);
        available.set(port.name, { value: port, feature: wanted });
      } else if (wanted?.optional) {
        constants.set(prefixed(port.name), filled(port, wanted));
      } else {
        throw new Contradiction(`nothing gives stage ${String(index)} of the pipeline its input ${port.name}`);
      }
    }
    const renamed = (name: string): string => names.get(name) ?? prefixed(name);
    const operand = (one: Operand): Operand => ('constant' in one ? one : { name: renamed(one.name) });
    for (const [name, constant] of program.constants) constants.set(renamed(name), constant);
    for (const { type, inputs: given, outputs } of program.operations) {
      operations.push({
        type,
        inputs: Object.fromEntries(Object.entries(given).map(([name, operands]) => [name, operands.map(operand)])),
        outputs: outputs.map((output) => ({ ...output, name: renamed(output.name) })),
      });
    }
    for (const name of program.outputs) {
      const constant = program.constants.get(name);
      const values = [...program.inputs, ...program.operations.flatMap(({ outputs }) => outputs)];
      const value = constant ? { name, ...constant } : values.find((one) => one.name === name);
      if (value === undefined) throw new Contradiction(`stage ${String(index)} of the pipeline has no value ${name}`);
      const feature = stage?.outputs.find((output) => output.name === name);
      const { dtype, shape } = value;
      available.set(name, { value: { name: renamed(name), dtype, shape }, feature });
    }
  }
  for (const { name } of model.outputs) {
    const found = available.get(name);
    if (found === undefined) throw new Contradiction(`no stage of the pipeline computes output ${name}`);
    operations.push({ type: 'identity', inputs: { x: [found.value] }, outputs: [{ ...found.value, name }] });
  }
  return {
    inputs,
    constants,
    compressions: programs.flatMap((program) => program.compressions),
    operations,
    outputs: model.outputs.map(({ name }) => name),
    classification: programs.findLast(({ classification }) => classification)?.classification,
  };
}

/** What stands for an optional input that no other stage and no caller gives. */
function filled({ dtype, shape }: TypedName, { type }: FeatureDescription): Constant {
  const sides = type.kind === 'array' ? type.shape : shape.map((side) => side ?? 1);
  const value = type.kind === 'array' ? (type.defaultValue ?? 0) : 0;
  const count = elementCount(sides);
  return lazyConstant(dtype, sides, { form: dtype, bytes: 0 }, () => new Float32Array(count).fill(value));
}

/** Passes a value on to a later stage: images are rounded to bytes and their colours put in the order it declares. */
function handOver(
  { value, feature }: StageOutput,
  port: TypedName,
  wanted: FeatureDescription | undefined,
  name: string,
  operations: Operation[],
): string {
  const step = (type: string, from: string, more: Operation['inputs'] = {}): string => {
    const produced = `${name}: ${type}`;
    operations.push({ type, inputs: { x: [{ name: from }], ...more }, outputs: [{ ...value, name: produced }] });
    return produced;
  };
  if (feature?.type.kind !== 'image' || wanted?.type.kind !== 'image') {
    if (isWhole(value) === isWhole(port)) return value.name;
    const handed = `${name}: cast`;
    operations.push({ type: 'cast', inputs: { x: [value] }, outputs: [{ ...value, dtype: port.dtype, name: handed }] });
    return handed;
  }
  if (feature.type.colour === 'gray16') return value.name;
  const bounds = { alpha: [{ constant: floats([0]) }], beta: [{ constant: floats([255]) }] };
  const rounded = step('round', step('clip', value.name, bounds));
  if (feature.type.colour === wanted.type.colour) return rounded;
  return step('reverse', rounded, { axes: [{ constant: ints([1]) }] });
}

const isWhole = ({ dtype }: TypedName): boolean => /int|bool/.test(dtype);
