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

/** docs/glossary.md: every column of every table, from the definitions of the columns. */
export function glossary(): string {
  return [
    '# Glossary',
    '',
    '<!-- Written by scripts/glossary.ts; change the definitions under src/results/tables instead. -->',
    '',
    'The columns of the tables. [architecture.md](architecture.md#terms) explains the terms.',
    '',
    `These are the tables of version ${String(schemaVersion)}. A missing figure is an empty cell, never 0. Names end in the unit. The owner knows a figure first:`,
    '',
    ...Object.entries(owners).map(([owner, meaning]) => `- **${owner}**: ${meaning}`),
    ...tables.flatMap(({ name, means, key, columns }) => [
      '',
      `## ${name}.csv`,
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
