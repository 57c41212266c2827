import bplist from 'bplist-parser';
import plist from 'plist';

/** Parses an XML or a binary property list; Xcode writes an app's Info.plist in the binary form. Throws for anything else. */
export function parsePropertyList(bytes: Buffer): unknown {
  if (bytes.subarray(0, 6).toString('latin1') === 'bplist') return bplist.parseBuffer(bytes)[0];
  return plist.parse(bytes.toString('utf8'));
}
