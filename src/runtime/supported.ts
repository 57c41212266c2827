import { decompressions } from '../mil/compressed.js';
import { layerFamilies } from '../mil/network/index.js';
import { families } from './lower/index.js';

/** Generates docs/supported-ops.md from the tables that the compiler uses. */
export function supportedOperations(): string {
  const rows = [
    ...Object.entries(families).map(([family, operations]) => row(family, Object.keys(operations))),
    row('Compressed weights', Object.keys(decompressions)),
    row('Constants', ['const']),
  ];
  const layers = Object.entries(layerFamilies).map(([family, known]) => row(family, Object.keys(known)));
  return `# What the runtime runs

These are the operations of Core ML's ML programs (MIL, op sets of iOS 15 to iOS 26) that rezbench runs on the host and on
virtual iPhones. For a package with any other operation it reports \`unsupported\` with the operation's name, and for one of
these in an unknown form also the reason in brackets. All arithmetic is float32.

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

const row = (family: string, operations: readonly string[]): string =>
  `| ${family} | ${[...operations]
    .sort()
    .map((name) => `\`${name}\``)
    .join(', ')} |`;
