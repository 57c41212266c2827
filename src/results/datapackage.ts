import { schemaVersion } from './column.js';
import type { AnyTable } from './column.js';

/** The run's Frictionless Data Package (specs.frictionlessdata.io, version 1): what each table and column means. */
export const dataPackage = (runId: string, tables: readonly AnyTable[]) => ({
  profile: 'tabular-data-package',
  name: runId.toLowerCase(),
  schema_version: schemaVersion,
  resources: tables.map(({ name, means, key, columns }) => ({
    profile: 'tabular-data-resource',
    name,
    path: `${name}.csv`,
    description: means,
    encoding: 'utf-8',
    schema: {
      fields: columns.map((column) => ({
        name: column.name,
        type: column.type,
        description: column.means,
        ...(column.required === true && { constraints: { required: true } }),
      })),
      primaryKey: key,
      missingValues: [''],
    },
  })),
});
