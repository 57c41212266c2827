import { Unsupported } from '../unsupported.js';
import type { RawLayer } from '../../coreml/raw-network.js';
import type { Blob, Network } from './network.js';

/** Translates a layer into MIL operations and returns a blob for each of its outputs. `parameters` is `layer[kind]`. */
export type Translate = (
  parameters: never,
  inputs: readonly Blob[],
  network: Network,
  layer: RawLayer,
) => Blob | readonly Blob[];

/** The input of a layer that takes one. Throws Unsupported for any other number of inputs. */
export function onlyInput(inputs: readonly Blob[]): Blob {
  const [first, second] = inputs;
  if (first === undefined || second !== undefined) throw new Unsupported(`${String(inputs.length)} inputs`);
  return first;
}

/** The inputs of a layer that takes two. Throws Unsupported for any other number of inputs. */
export function twoInputs(inputs: readonly Blob[]): [Blob, Blob] {
  const [first, second, third] = inputs;
  if (first === undefined || second === undefined || third !== undefined)
    throw new Unsupported(`${String(inputs.length)} inputs`);
  return [first, second];
}

/** The inputs of a layer that takes three. Throws Unsupported for any other number of inputs. */
export function threeInputs(inputs: readonly Blob[]): [Blob, Blob, Blob] {
  const [first, second, third] = inputs;
  if (first === undefined || second === undefined || third === undefined || inputs.length > 3)
    throw new Unsupported(`${String(inputs.length)} inputs`);
  return [first, second, third];
}
