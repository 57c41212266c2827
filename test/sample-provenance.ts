import type { Provenance } from '../src/results/read-provenance.js';

/** Where the figures of a run come from that never took place. */
export const sampleProvenance: Provenance = {
  schema_version: 3,
  run_id: 'run',
  started_at: '2026-01-01T00:00:00Z',
  rezbench_version: '0.0.0',
  sweep: 'sweep.yaml',
  suite: 'sweep',
  plan_hash: 'h',
  seed: 1,
  host: { node: 'v20', platform: 'linux', cpu: 'cpu', cores: 2, memory_bytes: 1 },
};
