import { z } from 'zod';
import { percent } from './markdown.js';

/** Shares of a time in which some process of the host waited for a resource, as pressure.ts measures them. */
export const waitsSchema = z.strictObject({ cpu: z.number(), memory: z.number(), io: z.number() });
export type Waits = z.infer<typeof waitsSchema>;

const names = { cpu: 'the processors', memory: 'memory', io: 'the disk' } as const;
const resources = ['cpu', 'memory', 'io'] as const;

/** Below this share of the time no resource holds anything up. */
const noticed = 0.1;

/** Which resource of the host limits what was measured, in sentences. */
export function limitOf(waits: Waits): string {
  const [worst = 'cpu'] = resources.toSorted((one, other) => waits[other] - waits[one]);
  const shares = resources.map((name) => `${names[name]} ${percent(waits[name])}`).join(', ');
  const limit =
    waits[worst] < noticed
      ? 'no resource of the host limits it: a phone waits for the round trips of Appium, and each file is a lockdown session there, with two polls of 50 ms (appium-ios-device)'
      : `what limits it on this host is ${names[worst]}`;
  return `Share of the time in which some process of the host waited for ${shares}: ${limit}.`;
}
