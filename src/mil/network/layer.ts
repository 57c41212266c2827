import { Unsupported } from '../unsupported.js';
import type { RawLayer } from '../../coreml/raw-network.js';
import type { Blob, Network } from './network.js';

/** Translates a layer into MIL operations and returns a blob for each of its outputs. `parameters` is `layer[kind]`. */
export type Translate = (
  parameters: never,
  inputs: readonly Blob[],
  network: Network,
  layer: RawLayer,
) => Blob | Blob[];

/** The input of a layer that takes one. Throws Unsupported for any other number of inputs. */
export function onlyInput(inputs: readonly Blob[]): Blob {
  const [first, second] = inputs;
  if (first === undefined || second !== undefined) throw new Unsupported(`${String(inputs.length)} inputs`);
  return first;
}
