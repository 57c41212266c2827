import { eventsIn } from '../src/contract/events.js';
import type { Event } from '../src/contract/events.js';

/** The events of a launch that must be whole: throws for a line that is not an event. */
export function parseEvents(text: string): Event[] {
  const { events, damage } = eventsIn(text);
  if (damage !== undefined) throw new Error(`events.jsonl, ${damage}`);
  return events;
}
