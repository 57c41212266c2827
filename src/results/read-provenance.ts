import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { parseJson } from '../contract/json.js';
import { Problem } from '../problem.js';
import { schemaVersion } from './column.js';
import { provenanceFile } from './run-folder.js';
import type { RunFolder } from './run-folder.js';

const provenanceSchema = z.object({
  schema_version: z.int().positive().max(schemaVersion),
  run_id: z.string(),
  started_at: z.string(),
  rezbench_version: z.string(),
  git_commit: z.string().optional(),
  git_dirty: z.boolean().optional(),
  sweep: z.string(),
  /** The suite in specs/ that carries the run out; runs of earlier versions do not say. */
  suite: z.string().default('sweep'),
  plan_hash: z.string(),
  /** Of plan.json's bytes; runs of earlier versions do not say. */
  plan_sha256: z.string().optional(),
  seed: z.int(),
  /** Present where the run refuses a case that other units computed than it was to measure. */
  require_unit: z.boolean().optional(),
  /** The fleet file of a run on virtual iPhones that one describes. */
  fleet: z
    .object({
      file: z.string(),
      latency: z.enum(['host', 'modelled']),
      seed: z.int().optional(),
      night: z.int().optional(),
      sha256: z.string(),
    })
    .optional(),
  host: z.object({
    node: z.string(),
    platform: z.string(),
    cpu: z.string(),
    cores: z.int(),
    memory_bytes: z.number(),
  }),
});
export type Provenance = z.infer<typeof provenanceSchema>;

/** Reads run.json of this version or an older one. Throws a Problem that names the field that is not as expected. */
export function readProvenance(folder: RunFolder): Provenance {
  const file = provenanceFile(folder);
  if (!existsSync(file)) throw new Problem(`${file} is not there; put it back, or run the sweep again`);
  const content = parseJson(readFileSync(file, 'utf8'));
  if (content === undefined) throw new Problem(`${file} is damaged; put it back, or run the sweep again`);
  const { data: versioned } = z.looseObject({ schema_version: z.int() }).safeParse(content);
  if (versioned !== undefined && versioned.schema_version > schemaVersion) {
    throw new Problem(
      `${file}: schema_version is ${String(versioned.schema_version)}, and this version of rezbench reads up to ${String(schemaVersion)}; use the version that wrote it`,
    );
  }
  const parsed = provenanceSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
  throw new Problem(
    `${file}: field ${field} is not what this version of rezbench reads; put the file back, or run the sweep again`,
  );
}
