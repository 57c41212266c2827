import { floats, ints } from './network/network.js';
import type { FeatureDescription } from '../coreml/feature.js';
import type { Model } from '../coreml/model.js';
import type { Operand, Operation, Program, TypedName } from './program.js';
import { Unsupported } from './unsupported.js';

/** An input of the pipeline or an output of a stage: the value behind it, and how it is declared. */
interface StageOutput {
  readonly value: TypedName;
  readonly feature: FeatureDescription | undefined;
}

/**
 * Joins the stages of a pipeline into one program. A stage finds its inputs by name among the pipeline's inputs and the
 * outputs of earlier stages. Between stages an image is bytes, as Core ML passes it on.
 */
export function joinStages(model: Model, programs: readonly Program[]): Program {
  const available = new Map<string, StageOutput>();
  const inputs: TypedName[] = [];
  const constants = new Map<string, Program['constants'] extends ReadonlyMap<string, infer C> ? C : never>();
  const operations: Operation[] = [];
  for (const [index, program] of programs.entries()) {
    const stage = model.stages[index];
    const prefixed = (name: string): string => `stage ${String(index)}/${name}`;
    const names = new Map<string, string>();
    for (const port of program.inputs) {
      const wanted = stage?.inputs.find(({ name }) => name === port.name);
      const before = available.get(port.name);
      if (before) {
        names.set(port.name, handOver(before, wanted, prefixed(`${port.name} as handed on`), operations));
      } else {
        if (!model.inputs.some(({ name }) => name === port.name))
          throw new Unsupported(`pipeline without input ${port.name}`);
        inputs.push(port);
        names.set(port.name, port.name);
        available.set(port.name, { value: port, feature: wanted });
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
      const produced = program.operations.flatMap(({ outputs }) => outputs).find((output) => output.name === name);
      if (produced === undefined) throw new Unsupported(`pipeline whose stage only passes ${name} on`);
      const feature = stage?.outputs.find((output) => output.name === name);
      available.set(name, { value: { ...produced, name: renamed(name) }, feature });
    }
  }
  for (const { name } of model.outputs) {
    const found = available.get(name);
    if (found === undefined) throw new Unsupported(`pipeline without output ${name}`);
    operations.push({ type: 'identity', inputs: { x: [found.value] }, outputs: [{ ...found.value, name }] });
  }
  const compressions = programs.flatMap((program) => program.compressions);
  return { inputs, constants, compressions, operations, outputs: model.outputs.map(({ name }) => name) };
}

/** Passes a value on to a later stage: images are rounded to bytes and their colours put in the order it declares. */
function handOver(
  { value, feature }: StageOutput,
  wanted: FeatureDescription | undefined,
  name: string,
  operations: Operation[],
): string {
  if (feature?.type.kind !== 'image' || wanted?.type.kind !== 'image') return value.name;
  if (feature.type.colour === 'gray16') return value.name;
  const step = (type: string, from: string, more: Operation['inputs'] = {}): string => {
    const produced = `${name}: ${type}`;
    operations.push({ type, inputs: { x: [{ name: from }], ...more }, outputs: [{ ...value, name: produced }] });
    return produced;
  };
  const bounds = { alpha: [{ constant: floats([0]) }], beta: [{ constant: floats([255]) }] };
  const rounded = step('round', step('clip', value.name, bounds));
  if (feature.type.colour === wanted.type.colour) return rounded;
  return step('reverse', rounded, { axes: [{ constant: ints([1]) }] });
}
