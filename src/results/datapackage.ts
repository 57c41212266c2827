import type { Column, Table } from './column.js';

/** What a table says of itself, whatever its rows are. */
type Described = Pick<Table<unknown>, 'name' | 'means' | 'key'> & {
  readonly columns: readonly Pick<Column<unknown>, 'name' | 'type' | 'means'>[];
};

/** The run's Frictionless Data Package (specs.frictionlessdata.io, version 1): what each table and column means. */
export const dataPackage = (runId: string, tables: readonly Described[]) => ({
  profile: 'tabular-data-package',
  name: runId.toLowerCase(),
  resources: tables.map(({ name, means, key, columns }) => ({
    profile: 'tabular-data-resource',
    name,
    path: `${name}.csv`,
    description: means,
    encoding: 'utf-8',
    schema: {
      fields: columns.map((column) => ({ name: column.name, type: column.type, description: column.means })),
      primaryKey: key,
      missingValues: [''],
    },
  })),
});
