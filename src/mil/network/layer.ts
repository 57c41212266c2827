import { Unsupported } from '../unsupported.js';
import type { RawLayer } from '../../coreml/raw-network.js';
import type { Blob, Network } from './network.js';

/** Says in MIL what a layer says; gives a blob for each of the layer's outputs. `layer[kind]` holds its parameters. */
export type Translate = (
  parameters: never,
  inputs: readonly Blob[],
  network: Network,
  layer: RawLayer,
) => Blob | Blob[];

export function only(inputs: readonly Blob[]): Blob {
  const [first, second] = inputs;
  if (first === undefined || second !== undefined) throw new Unsupported(`with ${String(inputs.length)} inputs`);
  return first;
}
