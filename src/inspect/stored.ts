import type { Program } from '../mil/program.js';

/** A constant as the file stores it, and the first operation that takes it. */
export interface StoredConstant {
  readonly name: string;
  readonly operation: string;
  readonly operand: string;
  readonly shape: readonly number[];
  /** `fp16`, `int8`, `4-bit palette`, `sparse int8`. */
  readonly form: string;
  readonly bytes: number;
  /** The share of this constant in the bytes of all constants that operations take. */
  readonly share: number;
}

/** Lists the constants that operations take from the file, largest first. */
export function storedConstants({ operations, constants }: Program): StoredConstant[] {
  const found = new Map<string, Omit<StoredConstant, 'share'>>();
  for (const { type, inputs, outputs } of operations) {
    for (const [operand, operands] of Object.entries(inputs)) {
      for (const one of operands) {
        const constant = 'constant' in one ? one.constant : constants.get(one.name);
        const name = 'constant' in one ? `${outputs[0]?.name ?? type}.${operand}` : one.name;
        if (constant === undefined || constant.dtype === 'string' || found.has(name)) continue;
        const { form, bytes } = constant.stored;
        found.set(name, { name, operation: type, operand, shape: constant.shape, form, bytes });
      }
    }
  }
  const all = [...found.values()].sort((a, b) => b.bytes - a.bytes);
  const total = all.reduce((sum, { bytes }) => sum + bytes, 0);
  return all.map((one) => ({ ...one, share: one.bytes / total }));
}
