import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { eventsIn } from '../contract/events.js';
import type { Event } from '../contract/events.js';
import type { Finished } from './journal.js';
import { readIfThere } from './read-if-there.js';
import type { RunFolder } from './run-folder.js';

/** What the journal keeps of an events file, so that another content is known later. */
export const digestOfEvents = (content: Buffer): Required<Pick<Finished, 'eventsBytes' | 'eventsSha256'>> => ({
  eventsBytes: content.length,
  eventsSha256: createHash('sha256').update(content).digest('hex'),
});

/** The events of a launch; none of a file that is not as the host wrote it, with why it is not. */
export interface KeptEvents {
  readonly events: readonly Event[];
  /** Absent where they can be trusted. */
  readonly damage?: string;
}

const nothing = (damage: string): KeptEvents => ({ events: [], damage });

/** Reads the events of a launch that ended. Journals of earlier versions do not say what a file has to hold. */
export function readEvents(
  folder: RunFolder,
  { events: file, eventsBytes, eventsSha256, outcome }: Finished,
): KeptEvents {
  if (file === undefined) return { events: [] };
  const content = readIfThere(join(folder.path, file));
  if (content === undefined) return nothing('it is missing');
  if (eventsSha256 !== undefined) {
    const digest = digestOfEvents(content);
    if (digest.eventsBytes !== eventsBytes || digest.eventsSha256 !== eventsSha256) {
      return nothing('it is not what the app wrote any more');
    }
  }
  const text = content.toString('utf8');
  if (outcome.status === 'ok' && !text.endsWith('\n')) return nothing('it ends in the midst of a line');
  const { events, damage } = eventsIn(text);
  return damage === undefined ? { events } : nothing(damage);
}
