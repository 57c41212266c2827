import { decompressions } from '../coreml/compressed.js';
import { families } from './lower/index.js';

/** docs/supported-ops.md, derived from the tables that the compiler walks. */
export function supportedOperations(): string {
  const rows = [
    ...Object.entries(families).map(([family, operations]) => row(family, Object.keys(operations))),
    row('Compressed weights', Object.keys(decompressions)),
    row('Constants', ['const']),
  ];
  return `# What the runtime runs

Operations of Core ML's ML programs (MIL, op sets of iOS 15 to iOS 18) that rezbench runs on the host and on virtual
iPhones. A package with any other operation is reported as \`unsupported\` with the operation's name; so is one of these
in a form that is not known, with the reason in brackets. Arithmetic is float32 throughout.

This page is generated: \`npx tsx scripts/supported-ops.ts\`.

| family | operations |
| --- | --- |
${rows.join('\n')}
`;
}

const row = (family: string, operations: readonly string[]): string =>
  `| ${family} | ${[...operations]
    .sort()
    .map((name) => `\`${name}\``)
    .join(', ')} |`;
