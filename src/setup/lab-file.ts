import { existsSync, readFileSync } from 'node:fs';
import { isSeq, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { readLab } from '../plan/lab.js';
import type { Signing } from '../plan/lab.js';
import type { AttachedPhone } from '../phone/discovery.js';
import { writeWhole } from '../results/write-whole.js';

const emptyLab = `# The phones of this lab. npx rezbench setup adds attached phones and does not change what is here already.
# signing has team and bundle_id. A phone has name, udid, model, required (false: a run may start without it) and,
# when its WebDriverAgent is already running somewhere, wda: {url}.
devices: []
`;

/**
 * Adds the phones and the signing that lab.yaml lacks. Everything else stays as it is, comments included. Returns
 * whether it wrote anything. Throws a Problem for a file that is not a lab file, and does not change that.
 */
export function updateLab(
  path: string,
  phones: readonly Pick<AttachedPhone, 'udid' | 'name' | 'model'>[],
  signing: Signing | undefined,
): boolean {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : emptyLab;
  const listed = existsSync(path) ? new Set(readLab(path).devices.map(({ udid }) => udid)) : new Set<string>();
  const missing = phones.filter(({ udid }) => !listed.has(udid));
  const document = parseDocument(text);
  const lacksSigning = signing !== undefined && !document.has('signing');
  if (existsSync(path) && missing.length === 0 && !lacksSigning) return false;
  if (lacksSigning) document.set('signing', document.createNode(signing));
  if (missing.length > 0) addDevices(document, missing);
  writeWhole(path, document.toString({ lineWidth: 0, indentSeq: !/^devices:.*\n- /m.test(text) }));
  return true;
}

function addDevices(document: Document, phones: readonly Pick<AttachedPhone, 'udid' | 'name' | 'model'>[]): void {
  if (!isSeq(document.get('devices'))) document.set('devices', document.createNode([]));
  const devices = document.get('devices');
  if (!isSeq(devices)) return;
  if (devices.items.length === 0) devices.flow = false;
  for (const { name, udid, model } of phones) {
    devices.add(document.createNode({ name, udid, ...(model !== undefined && { model }), required: true }));
  }
}
