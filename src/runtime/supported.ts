import { inFull } from '../bounds/bounds.js';
import { decompressions } from '../mil/compressed.js';
import { layerFamilies } from '../mil/network/index.js';
import { families } from './lower/index.js';

/** By operation, or `nn:` and a layer: how many tests that predict with it passed, and how many there were. */
export type Counts = Readonly<Record<string, readonly [passed: number, asked: number]>>;

/** What `Counts` calls all tests together; a test of several operations is one. */
export const allTests = 'all tests';

const inAll = (count: Counts[string] | undefined): string =>
  count === undefined ? '' : ` In all, ${inFull(count[0])} of ${inFull(count[1])} tests passed.`;

/** Generates docs/supported-ops.md from the tables that the compiler uses, and from what coremltools' tests found. */
export function supportedOperations(counts: Counts): string {
  const operation = (name: string): string => counted(name, counts[name]);
  const layer = (name: string): string => counted(name, counts[`nn:${name}`]);
  const rows = [
    ...Object.entries(families).map(([family, operations]) => row(family, Object.keys(operations), operation)),
    row('Compressed weights', Object.keys(decompressions), operation),
    row('Constants', ['const'], operation),
  ];
  const layers = Object.entries(layerFamilies).map(([family, known]) => row(family, Object.keys(known), layer));
  return `# What the runtime runs

These are the operations of Core ML's ML programs (MIL, op sets of iOS 15 to iOS 26) that rezbench runs on the host and on
virtual iPhones. For a package with any other operation it reports \`unsupported\` with the operation's name, and for one of
these in an unknown form also the reason in brackets. All arithmetic is float32.

Behind a name stands how many of coremltools' own tests that predict with it passed, of those that were asked: Apple's tests
of the operation, and conversions of PyTorch networks that use it. The rest was refused, never wrong. Operations without a
number are not among those tests. \`scripts/nightly/judge/judge.ts\` asks them; each run draws others.${inAll(counts[allTests])}

\`npx tsx scripts/supported-ops.ts\` generates this page.

| family | operations |
| --- | --- |
${rows.join('\n')}

## Neural networks

These are the layers of the older \`neuralNetwork\` models, which rezbench translates into the operations above. Weights may be
float32, float16, or integers of 1 to 8 bits with scales or a lookup table. A pipeline of programs and networks runs as one
model.

| family | layers |
| --- | --- |
${layers.join('\n')}
`;
}

const counted = (name: string, count: Counts[string] | undefined): string =>
  count === undefined ? `\`${name}\`` : `\`${name}\` ${String(count[0])}/${String(count[1])}`;

const row = (family: string, names: readonly string[], cell: (name: string) => string): string =>
  `| ${family} | ${[...names].sort().map(cell).join(', ')} |`;
