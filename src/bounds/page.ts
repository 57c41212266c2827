import {
  fileBounds,
  fleetBounds,
  inFull,
  jobBounds,
  mostBytes,
  mostOf,
  optionBounds,
  reportedBounds,
  sweepBounds,
} from './bounds.js';
import type { Bound } from './bounds.js';

const preface = `# Limits

Written by \`npx tsx scripts/limits.ts\` from \`src/bounds/bounds.ts\`; a test compares the two, and another tries each limit.

Whatever exceeds a limit is refused in one sentence, which names the file or option, the field, the limit and the remedy, with
exit code 2, before anything is allocated for it and before a phone is touched. What a phone reports beyond a limit makes its
launch \`unreadable\`; the file is kept beside the journal for a person to look at.

Every file that is given must be a regular file: a pipe, socket or device is refused and not waited for. A number must be one:
NaN and infinity are refused in each of these places, and so is \`1e400\`, which is infinite. Whole numbers where nothing else
is said.`;

const numbers = (title: string, bounds: readonly Bound[]): string[] => [
  `## ${title}`,
  '',
  '| where | least | most | why no more |',
  '| --- | --- | --- | --- |',
  ...bounds.map(
    ({ where, least, most, fractions, why = '' }) =>
      `| ${where}${fractions ? ' (may have a fraction)' : ''} | ${inFull(least)} | ${inFull(most)} | ${why} |`,
  ),
  '',
];

const maxima = (
  title: string,
  unit: string,
  bounds: readonly { readonly most: number; readonly where: string }[],
): string[] => [
  `## ${title}`,
  '',
  `| what | most${unit} |`,
  '| --- | --- |',
  ...bounds.map(({ where, most }) => `| ${where} | ${inFull(most)} |`),
  '',
];

const diskSpace = `## Space and time

\`npx rezbench run --dry-run\` and the beginning of a run say how long the plan takes a phone, how much it writes to each phone and
how much under \`--out\`. The sizes are upper bounds: the files of the plan, twice the raw size of each enlarged image, and for
each launch its events and a generous share of the logs. A test holds a real run between a twentieth and the whole of it. Where the
disk of \`--out\` has less space, the run is refused before any phone is asked.`;

/** docs/limits.md. */
export const limitsPage = (): string =>
  [
    preface,
    '',
    ...numbers('Options', Object.values(optionBounds)),
    ...numbers('Fields of a sweep', Object.values(sweepBounds)),
    ...numbers('Fields of other files', Object.values(fileBounds)),
    ...numbers('Fields of a fleet file', Object.values(fleetBounds)),
    ...maxima('Counts and lengths', '', Object.values(mostOf)),
    ...maxima('Files', ', bytes', Object.values(mostBytes)),
    ...numbers('What a phone reports', Object.values(reportedBounds)),
    'Times in events must not go back: an event that is earlier than the one before it is damage.',
    '',
    ...numbers('What the app is asked', Object.values(jobBounds)),
    diskSpace,
  ].join('\n');
