/** Part of a file of an app that a host writes to the phone (push) or reads from it (pull). */
export interface Transfer {
  readonly way: 'push' | 'pull';
  /** How many launches the phone has begun so far. */
  readonly launches: number;
}

/** What goes wrong with a transfer. */
export type TransferTrouble =
  /** The phone does not answer for so long. */
  | { readonly kind: 'stalls'; readonly durationMs: number }
  /** Half of the bytes are kept, or sent, and all of them acknowledged. */
  | { readonly kind: 'truncated' }
  /** One byte is another. */
  | { readonly kind: 'corrupted' }
  /** The connection is closed within an answer. */
  | { readonly kind: 'dies' };

/** The bytes as they arrive. */
export function damaged(data: Buffer, trouble: TransferTrouble | undefined): Buffer {
  switch (trouble?.kind) {
    case 'truncated':
      return data.subarray(0, data.length >> 1);
    case 'corrupted':
      return withAnotherByte(data);
    case 'stalls':
    case 'dies':
    case undefined:
      return data;
  }
}

/** Changes a digit near the middle where there is one, which leaves a text that can be read and says something else. */
function withAnotherByte(data: Buffer): Buffer {
  const changed = Buffer.from(data);
  const middle = data.length >> 1;
  const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
  const digit = data.subarray(middle).findIndex(isDigit);
  const at = digit < 0 ? middle : middle + digit;
  const byte = changed[at];
  // The digits come in pairs that differ in the lowest bit.
  if (byte !== undefined) changed[at] = byte ^ 1;
  return changed;
}
