import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { parseJson } from '../../contract/json.js';
import { replaceFile } from '../app/replace-file.js';

const keptSession = z.strictObject({
  night: z.int(),
  heat: z.number(),
  clockS: z.number(),
  power: z.strictObject({
    seconds: z.number(),
    energyMj: z.number(),
    temperatureC: z.number(),
    chargedJ: z.number(),
  }),
});
/** What a modelled phone keeps between its launches. */
export type KeptSession = z.infer<typeof keptSession>;

/** Undefined when the phone has kept nothing, or was cut off while it did. */
export function keptIn(path: string): KeptSession | undefined {
  try {
    return keptSession.safeParse(parseJson(readFileSync(path, 'utf8'))).data;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export const keepIn = (path: string, session: KeptSession): void => {
  replaceFile(path, JSON.stringify(session));
};
