import { floats, ints } from './network/network.js';
import type { FeatureDescription } from '../coreml/feature.js';
import type { Model } from '../coreml/model.js';
import type { Operand, Operation, Program, TypedName } from './program.js';
import { Unsupported } from './unsupported.js';

/** A feature that a stage made: which value holds it, and how it was declared. */
interface Held {
  readonly value: TypedName;
  readonly feature: FeatureDescription | undefined;
}

/**
 * The stages of a pipeline as one program: a stage finds its inputs by name among the pipeline's inputs and what earlier
 * stages made. Between stages an image is bytes, as Core ML hands it on.
 */
export function joined(model: Model, programs: readonly Program[]): Program {
  const held = new Map<string, Held>();
  const inputs: TypedName[] = [];
  const constants = new Map<string, Program['constants'] extends ReadonlyMap<string, infer C> ? C : never>();
  const operations: Operation[] = [];
  for (const [index, program] of programs.entries()) {
    const stage = model.stages[index];
    const prefixed = (name: string): string => `stage ${String(index)}/${name}`;
    const names = new Map<string, string>();
    for (const port of program.inputs) {
      const wanted = stage?.inputs.find(({ name }) => name === port.name);
      const before = held.get(port.name);
      if (before) {
        names.set(port.name, handedOn(before, wanted, prefixed(`${port.name} as handed on`), operations));
      } else {
        if (!model.inputs.some(({ name }) => name === port.name))
          throw new Unsupported(`pipeline without ${port.name}`);
        inputs.push(port);
        names.set(port.name, port.name);
        held.set(port.name, { value: port, feature: wanted });
      }
    }
    const renamed = (name: string): string => names.get(name) ?? prefixed(name);
    const operand = (of: Operand): Operand => ('constant' in of ? of : { name: renamed(of.name) });
    for (const [name, constant] of program.constants) constants.set(renamed(name), constant);
    for (const { type, inputs: given, outputs } of program.operations) {
      operations.push({
        type,
        inputs: Object.fromEntries(Object.entries(given).map(([name, operands]) => [name, operands.map(operand)])),
        outputs: outputs.map((output) => ({ ...output, name: renamed(output.name) })),
      });
    }
    for (const name of program.outputs) {
      const made = program.operations.flatMap(({ outputs }) => outputs).find((output) => output.name === name);
      if (made === undefined) throw new Unsupported(`pipeline whose stage only passes ${name} on`);
      const feature = stage?.outputs.find((output) => output.name === name);
      held.set(name, { value: { ...made, name: renamed(name) }, feature });
    }
  }
  for (const { name } of model.outputs) {
    const found = held.get(name);
    if (found === undefined) throw new Unsupported(`pipeline that makes no ${name}`);
    operations.push({ type: 'identity', inputs: { x: [found.value] }, outputs: [{ ...found.value, name }] });
  }
  const compressions = programs.flatMap((program) => program.compressions);
  return { inputs, constants, compressions, operations, outputs: model.outputs.map(({ name }) => name) };
}

/** The value a later stage sees: images are rounded to bytes and their colours put in the order it wants. */
function handedOn(
  { value, feature }: Held,
  wanted: FeatureDescription | undefined,
  name: string,
  operations: Operation[],
): string {
  if (feature?.type.kind !== 'image' || wanted?.type.kind !== 'image') return value.name;
  if (feature.type.colour === 'gray16') return value.name;
  const step = (type: string, from: string, more: Operation['inputs'] = {}): string => {
    const made = `${name}: ${type}`;
    operations.push({ type, inputs: { x: [{ name: from }], ...more }, outputs: [{ ...value, name: made }] });
    return made;
  };
  const bounds = { alpha: [{ constant: floats([0]) }], beta: [{ constant: floats([255]) }] };
  const rounded = step('round', step('clip', value.name, bounds));
  if (feature.type.colour === wanted.type.colour) return rounded;
  return step('reverse', rounded, { axes: [{ constant: ints([1]) }] });
}
