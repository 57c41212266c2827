import { drawFaults } from '../../../src/virtual/iphone/faults/draw.js';
import { tunnelFaults } from '../../../src/virtual/iphone/fault-forms.js';
import type { FaultKind } from '../../../src/virtual/iphone/fault-forms.js';

/** Kinds that end an app or leave it without a word, so that its launch fails and is tried again. */
export const endsApp = /^(\d+\/)?(kill|jetsam|watchdog|crash|torn-events|hang|app-disk-full)(?=[@:]|$)/;

/**
 * A phone that lets this host in no more takes no part until a person helps; a compilation without an end takes twelve
 * minutes, in which a soak sees nothing else.
 */
const without: readonly FaultKind[] = ['pairing-lost', 'endless-compile', ...tunnelFaults];

/** Faults of all phones, each kind as often as the others. */
export const soakFaults = (seed: number, count: number, phones: number, launches: number): string[] =>
  drawFaults(seed, { phones, launches, count, without });
