import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { isSeq, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { readLab } from '../plan/lab.js';
import type { Signing } from '../plan/lab.js';
import type { PhoneFacts } from '../phone/phone-facts.js';

const fresh = `# The phones of this lab; rezbench setup adds those that are attached and changes nothing that stands here.
# signing: {team, bundle_id}; of a phone: name, udid, model, required (false: a run does without it),
# wda: {url} (when somebody else keeps its WebDriverAgent running).
devices: []
`;

/**
 * Adds the phones that lab.yaml lacks, and who signs, if it does not say; everything else stays, comments too. Returns
 * whether anything was written. Throws a Problem for a file that is no lab file, and leaves that alone.
 */
export function updateLab(path: string, phones: readonly PhoneFacts[], signing: Signing | undefined): boolean {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : fresh;
  const listed = existsSync(path) ? new Set(readLab(path).map(({ udid }) => udid)) : new Set<string>();
  const missing = phones.filter(({ udid }) => !listed.has(udid));
  const document = parseDocument(text);
  const signs = signing !== undefined && !document.has('signing');
  if (existsSync(path) && missing.length === 0 && !signs) return false;
  if (signs) document.set('signing', document.createNode(signing));
  if (missing.length > 0) addTo(document, missing);
  writeFileSync(path, document.toString({ lineWidth: 0, indentSeq: !/^devices:.*\n- /m.test(text) }));
  return true;
}

function addTo(document: Document, phones: readonly PhoneFacts[]): void {
  if (!isSeq(document.get('devices'))) document.set('devices', document.createNode([]));
  const devices = document.get('devices');
  if (!isSeq(devices)) return;
  if (devices.items.length === 0) devices.flow = false;
  for (const { name, udid, model } of phones) {
    devices.add(document.createNode({ name, udid, ...(model !== undefined && { model }), required: true }));
  }
}
