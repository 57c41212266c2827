import { decompressions } from '../mil/compressed.js';
import { layerFamilies } from '../mil/network/index.js';
import { families } from './lower/index.js';

/** docs/supported-ops.md, derived from the tables that the compiler walks. */
export function supportedOperations(): string {
  const rows = [
    ...Object.entries(families).map(([family, operations]) => row(family, Object.keys(operations))),
    row('Compressed weights', Object.keys(decompressions)),
    row('Constants', ['const']),
  ];
  const layers = Object.entries(layerFamilies).map(([family, known]) => row(family, Object.keys(known)));
  return `# What the runtime runs

Operations of Core ML's ML programs (MIL, op sets of iOS 15 to iOS 26) that rezbench runs on the host and on virtual
iPhones. A package with any other operation is reported as \`unsupported\` with the operation's name; so is one of these
in a form that is not known, with the reason in brackets. Arithmetic is float32 throughout.

This page is generated: \`npx tsx scripts/supported-ops.ts\`.

| family | operations |
| --- | --- |
${rows.join('\n')}

## Neural networks

Layers of the older \`neuralNetwork\` models, which are put as operations above. Weights may be floats, halves, or integers
of 1 to 8 bits with scales or a table. Pipelines of programs and networks run as one.

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
