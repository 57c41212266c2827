import bplist from 'bplist-parser';
import plist from 'plist';

export type Value = string | number | boolean | Date | Buffer | readonly Value[] | Dictionary;
export interface Dictionary {
  readonly [key: string]: Value;
}

/** Encodes as XML, the form every client reads. */
export const encodePlist = (value: Dictionary): Buffer => Buffer.from(plist.build(value));

/** Decodes an XML or binary property list. Throws for anything else. */
export function decodePlist(bytes: Buffer): unknown {
  if (bytes.subarray(0, 6).toString('latin1') === 'bplist') return bplist.parseBuffer(bytes)[0];
  return plist.parse(bytes.toString('utf8'));
}
