import type { Column } from './column.js';
import { tables } from './write-tables.js';

const owners: Readonly<Record<Column<unknown>['owner'], string>> = {
  plan: 'the sweep, lab and catalogue files',
  package: 'the model package',
  phone: 'the phone, asked over USB',
  app: 'the harness app on the phone',
  host: 'computed on the host',
};

const terms: readonly (readonly [string, string])[] = [
  ['variant', 'one model package, or one function of a multifunction package'],
  ['case', 'device x variant x compute units x image size'],
  ['launch', 'one fresh process of the harness app; the statistical unit'],
  ['block', 'the iterations between two loads of a model'],
  ['iteration', 'one timed prediction of a whole image, all its tiles'],
  ['sweep', 'all cases of a plan'],
  ['session', 'a worker taking a phone; it begins with the anchor'],
  ['anchor', 'the variant that is measured at the start of every session, so that a change of the whole phone shows'],
  ['reference', 'the variant that another is compared with: parameters removed, PSNR lost, fidelity'],
  ['epoch', 'device, OS build and app build; figures are not compared across it'],
];

/** docs/glossary.md: the vocabulary, and every column of every table, from the definitions that write them. */
export function glossary(): string {
  return [
    '# Glossary',
    '',
    '<!-- Written by scripts/glossary.ts; change the definitions under src/results/tables instead. -->',
    '',
    '## Vocabulary',
    '',
    ...terms.map(([term, meaning]) => `- **${term}**: ${meaning}`),
    '',
    '## Tables',
    '',
    'Missing is an empty cell, never 0. Times are milliseconds unless the name says `_ns`. Owners:',
    '',
    ...Object.entries(owners).map(([owner, meaning]) => `- **${owner}**: ${meaning}`),
    ...tables.flatMap(({ name, means, key, columns }) => [
      '',
      `### ${name}.csv`,
      '',
      `One row is ${means}. Key: ${key.join(', ')}.`,
      '',
      '| column | type | owner | meaning |',
      '| --- | --- | --- | --- |',
      ...columns.map((column) => `| ${column.name} | ${column.type} | ${column.owner} | ${column.means} |`),
    ]),
    '',
  ].join('\n');
}
