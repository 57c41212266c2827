import { arch, cpus, platform, release, totalmem } from 'node:os';
import { execa } from 'execa';
import type { Plan } from '../plan/plan.js';
import { schemaVersion } from './column.js';
import { provenanceFile } from './run-folder.js';
import type { RunFolder } from './run-folder.js';
import { planDigest } from './same-plan.js';
import { writeWhole } from './write-whole.js';

/** The fleet file of virtual iPhones that a run has, as run.json keeps it. */
export interface RunFleet {
  readonly file: string;
  readonly latency: 'host' | 'modelled';
  /** Where latency is modelled, as is `night`. */
  readonly seed?: number | undefined;
  readonly night?: number | undefined;
  /** Of all the file says, so that a run goes on with the same phones alone. */
  readonly sha256: string;
}

/** What a run is begun with, beside its plan. */
interface ProvenanceOf extends Record<'version' | 'source' | 'suite', string> {
  /** A checkout of rezbench, whose commit is kept; what was installed lies in somebody else's, if in any. */
  readonly root: string | undefined;
  /** Whether a case that witnesses say another unit computed is not ok. */
  readonly requireUnit?: boolean | undefined;
}

/** Writes run.json, which says what ran, with which version of rezbench and on which host. `planText` is plan.json's content. */
export async function writeProvenance(
  folder: RunFolder,
  plan: Plan,
  planText: string,
  { version, root, source, suite, requireUnit = false }: ProvenanceOf,
  fleet?: RunFleet,
): Promise<void> {
  const commit = await git(root, 'rev-parse', 'HEAD');
  const changes = await git(root, 'status', '--porcelain');
  const provenance = {
    schema_version: schemaVersion,
    run_id: folder.id,
    started_at: new Date().toISOString(),
    rezbench_version: version,
    ...(commit !== undefined && { git_commit: commit }),
    ...(changes !== undefined && { git_dirty: changes !== '' }),
    sweep: source,
    suite,
    plan_hash: plan.hash,
    plan_sha256: planDigest(planText),
    seed: plan.seed,
    ...(requireUnit && { require_unit: true }),
    ...(fleet && { fleet: fleetRecord(fleet) }),
    host: {
      node: process.version,
      platform: `${platform()} ${release()} ${arch()}`,
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memory_bytes: totalmem(),
    },
  };
  writeWhole(provenanceFile(folder), `${JSON.stringify(provenance, null, 2)}\n`);
}

/** A night and a seed mean something where latency is modelled. */
const fleetRecord = ({ file, latency, seed, night, sha256 }: RunFleet): object =>
  latency === 'modelled' ? { file, latency, seed, night, sha256 } : { file, latency, sha256 };

/** Undefined where there is no git or no repository. */
async function git(root: string | undefined, ...args: string[]): Promise<string | undefined> {
  if (root === undefined) return undefined;
  const { stdout, failed } = await execa('git', ['-C', root, ...args], { reject: false });
  return failed ? undefined : stdout;
}
