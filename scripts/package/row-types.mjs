const rows = { results: 'CaseRow', quality: 'QualityRow', launches: 'LaunchRow', samples: 'SampleRow' };
const types = { string: 'string', datetime: 'string', integer: 'number', number: 'number', boolean: 'boolean' };

/** The declaration of a table's rows, from the definitions of its columns. */
export function rowTypes({ name, means, key, columns }) {
  const row = rows[name];
  if (row === undefined) throw new Error(`no type is named after the rows of ${name}.csv`);
  return [
    `/** ${comment(`A row of ${name}.csv: ${means}. Key: ${key.join(', ')}.`)} */`,
    `export interface ${row} {`,
    ...columns.flatMap((column) => [
      `  /** ${comment(column.means)} */`,
      `  readonly ${column.name}: ${types[column.type]}${column.required === true ? '' : ' | undefined'};`,
    ]),
    '}',
    '',
  ].join('\n');
}

const comment = (text) => text.replaceAll('*/', '* /');
