import type { Owner } from './column.js';
import { schemaVersion } from './column.js';
import { tables } from './write-tables.js';

const owners: Readonly<Record<Owner, string>> = {
  plan: 'the sweep, lab and catalogue files',
  package: 'the model package',
  phone: 'the phone, over USB',
  app: 'the harness app on the phone',
  host: 'the host, which computes it',
};

const terms: readonly (readonly [string, string])[] = [
  ['variant', 'one model package, or one function of a multifunction package'],
  ['case', 'device x variant x compute units x image size'],
  ['launch', 'one fresh process of the harness app; the statistical unit'],
  [
    'attempt',
    'one try of a launch; an attempt that is lost, to a cable for instance, is no result, and the launch is tried again',
  ],
  ['block', 'the iterations between two loads of a model'],
  ['iteration', 'one timed prediction of a whole image, with all its tiles'],
  ['sweep', 'all cases of a plan'],
  ['session', 'the time for which a worker holds a phone; it begins with the anchor'],
  ['anchor', 'the variant that is measured at the start of every session, so that a change of the whole phone shows'],
  [
    'reference',
    'the variant that another is compared with, for its removed parameters, its loss of PSNR and its fidelity',
  ],
  ['epoch', 'device, OS build and app build; figures of different epochs are not compared'],
];

/** docs/glossary.md: the vocabulary, and every column of every table, from the definitions of the columns. */
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
    `These are the tables of version ${String(schemaVersion)}. A missing figure is an empty cell, never 0. Names end in the unit. The owner knows a figure first:`,
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
