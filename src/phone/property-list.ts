import { createRequire } from 'node:module';
import bplist from 'bplist-parser';
import plist from 'plist';

/** Of the XML parser that plist has inside, as much as is used here. */
interface XmlParser {
  parseFromString(xml: string, type: 'text/xml'): unknown;
}
type OnError = (level: 'warning' | 'error' | 'fatalError', message: string) => void;
interface XmlModule {
  readonly DOMParser: new (options: { readonly onError: OnError }) => XmlParser;
}

/** plist gives its parser nobody to complain to, so that it prints what it stumbles over, and reads on. */
const { DOMParser } = createRequire(createRequire(import.meta.url).resolve('plist'))('@xmldom/xmldom') as XmlModule;

const strict = new DOMParser({
  onError: (_level, message) => {
    throw new Error(message);
  },
});

/**
 * Parses an XML or a binary property list; Xcode writes an app's Info.plist in the binary form. Throws for anything else, and
 * for XML that is not well-formed.
 */
export function parsePropertyList(bytes: Buffer): unknown {
  if (bytes.subarray(0, 6).toString('latin1') === 'bplist') return bplist.parseBuffer(bytes)[0];
  const xml = bytes.toString('utf8');
  strict.parseFromString(xml, 'text/xml');
  return plist.parse(xml);
}
