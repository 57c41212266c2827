import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { FirstLightReport } from '../../src/first-light/report.js';
import { projectRoot } from '../../src/project.js';

/** The published schema, which users have, and not the one that wrote the report. */
const published = z.fromJSONSchema(
  JSON.parse(readFileSync(join(projectRoot, 'docs/first-light.schema.json'), 'utf8')) as Parameters<
    typeof z.fromJSONSchema
  >[0],
);

/** The report of first light in `file`, which keeps the published schema. */
export function readFirstLight(file: string): FirstLightReport {
  const report: unknown = JSON.parse(readFileSync(file, 'utf8'));
  published.parse(report);
  return report as FirstLightReport;
}

/** The names of the checks that came to `outcome`. */
export const checksThat = (outcome: string, { checks }: FirstLightReport): string[] =>
  checks.filter((check) => check.outcome === outcome).map(({ name }) => name);
