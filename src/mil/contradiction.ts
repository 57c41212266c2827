/** Parts of a model contradict each other; the message says how. */
export class Contradiction extends Error {}

export function check(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Contradiction(message);
}
