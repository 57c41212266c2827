import { Unsupported } from '../unsupported.js';
import { flag, floats, int, ints } from './network.js';
import type { Blob, Network } from './network.js';
import { onlyInput } from './layer.js';
import type { Translate } from './layer.js';
import type { OpenShape } from '../program.js';
import { alike } from './planes.js';
import { axisFromFront, axisOf, fixedSide, mapSide, sumSides, withSide } from './shapes.js';
import { knownValues, wholeNumbers } from './steps.js';

/** Layers that join blobs, part them or repeat them. */
export const joining: Readonly<Record<string, Translate>> = {
  concat: ({ sequenceConcat }: { sequenceConcat: boolean }, inputs, network) =>
    sequenceConcat
      ? emitConcat(inputs, -5, false, network)
      : alike(inputs, network, (views) => [emitConcat(views, -3, false, network)]),
  concatND: ({ axis, interleave }: { axis: number; interleave: boolean }, inputs, network) =>
    emitConcat(inputs, axis, interleave, network),

  stack: ({ axis }: { axis: number }, inputs, network) => {
    const [first] = inputs;
    if (!first) throw new Unsupported('no input');
    const at = axisFromFront(axis, first.shape.length + 1);
    const shape = [...first.shape.slice(0, at), inputs.length, ...first.shape.slice(at)];
    return network.emit('stack', { values: inputs, axis: int(at) }, shape);
  },

  split: ({ nOutputs }: { nOutputs: number }, inputs, network) => parts(onlyInput(inputs), -3, nOutputs, [], network),
  splitND: (
    { axis, numSplits, splitSizes }: { axis: number; numSplits: number; splitSizes: readonly number[] },
    inputs,
    network,
  ) => parts(onlyInput(inputs), axis, numSplits, splitSizes, network),

  tile: ({ reps }: { reps: readonly number[] }, [x, repsBlob, ...more], network) => {
    if (x === undefined || more.length > 0) throw new Unsupported('no input, or more than two');
    if (repsBlob && !repsBlob.constant) return tileBy(x, repsBlob, network);
    return emitTile(x, repsBlob ? knownValues(repsBlob, 'repetitions').map(Math.trunc) : reps, network);
  },
  sequenceRepeat: ({ nRepetitions }: { nRepetitions: number }, inputs, network) => {
    const x = onlyInput(inputs);
    return emitTile(x, [nRepetitions || 1, ...x.shape.slice(axisOf(x, -5) + 1).map(() => 1)], network);
  },
};

function emitConcat(inputs: readonly Blob[], axis: number, interleave: boolean, network: Network): Blob {
  const [first] = inputs;
  if (!first) throw new Unsupported('no input');
  const at = axisOf(first, axis);
  const total = sumSides(inputs.map(({ shape }) => shape[at]));
  // An axis is known where one of the inputs knows it.
  const shape = first.shape.map((_, index): OpenShape[number] =>
    index === at ? total : inputs.map((x) => x.shape[index]).find((side) => side !== undefined),
  );
  const order = interleave ? { interleave: flag(true) } : {};
  return network.emit('concat', { values: inputs, axis: int(at), ...order }, shape);
}

function parts(x: Blob, axis: number, count: number, stated: readonly number[], network: Network): Blob[] {
  const at = axisOf(x, axis);
  // What is left of even parts goes to the first ones.
  const even = (): number[] => {
    const side = fixedSide(x, at);
    if (count < 1 || count > side) throw new Unsupported(`${String(count)} parts of ${String(side)}`);
    return Array.from({ length: count }, (_, index) => Math.floor(side / count) + (index < side % count ? 1 : 0));
  };
  const sizes = stated.length > 0 ? stated : even();
  const results = sizes.map((size) => ({ shape: withSide(x.shape, at, size) }));
  return network.emitMany('split', { x, axis: int(at), split_sizes: ints(sizes) }, results);
}

/** Repetitions of the last axes. */
function emitTile(x: Blob, reps: readonly number[], network: Network): Blob {
  const all = [...x.shape.slice(reps.length).map(() => 1), ...reps];
  const shape = x.shape.map((side, axis) => mapSide(side, (one) => one * (all[axis] ?? 1)));
  return network.emit('tile', { x, reps: ints(all) }, shape);
}

/** Repetitions of the last axes that are known at run time only. */
function tileBy(x: Blob, reps: Blob, network: Network): Blob {
  const before = x.shape.length - fixedSide(reps, 0);
  const ones = before > 0 ? [network.load(floats(Array<number>(before).fill(1), [before]))] : [];
  const all = ones.length > 0 ? emitConcat([...ones, reps], 0, false, network) : reps;
  return network.emit(
    'tile',
    { x, reps: wholeNumbers(all, network) },
    x.shape.map(() => undefined),
  );
}
