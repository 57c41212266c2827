import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { plannedLaunches } from '../../src/plan/on-demand.js';
import type { PlannedLaunch } from '../../src/plan/plan.js';
import { readJournal } from '../../src/results/journal.js';
import { qualityFile, readQuality } from '../../src/results/quality-file.js';
import { planDigest } from '../../src/results/same-plan.js';
import { readProvenance } from '../../src/results/read-provenance.js';
import {
  journaledPhones,
  journalFile,
  openRunFolder,
  planFile,
  provenanceFile,
  readPlan,
} from '../../src/results/run-folder.js';

/* Makes test/golden/run from a real run: `npx tsx test/golden/trim-run.ts RUN`. It keeps every case of the first image
   size and those that are not ok, with their launches, events and judged images, and nothing of the machine. */
const source = openRunFolder(process.argv[2] ?? '');
const target = { path: join(import.meta.dirname, 'run'), id: 'run' };
rmSync(target.path, { recursive: true, force: true });
mkdirSync(join(target.path, 'journal'), { recursive: true });

const plan = readPlan(source);
const journals = journaledPhones(source).map((udid) => ({ udid, entries: readJournal(journalFile(source, udid)) }));
const troubled = new Set(
  journals.flatMap(({ entries }) =>
    entries.flatMap((entry) => (entry.type === 'finished' && entry.outcome.status !== 'ok' ? [entry.launch] : [])),
  ),
);
const troubledCases = plan.launches.flatMap(({ id, case: caseId }) => (troubled.has(id) && caseId ? [caseId] : []));
const [first] = plan.cases;
const cases = plan.cases.filter(
  ({ id, width, height }) => (width === first?.width && height === first.height) || troubledCases.includes(id),
);
const bare = (launch: PlannedLaunch): PlannedLaunch => ({
  ...launch,
  job: { v: launch.job.v, files: [], arms: {}, images: {}, steps: [{ do: 'stage' }] },
});
const trimmed = {
  ...plan,
  testset: basename(plan.testset ?? ''),
  cases,
  launches: plan.launches
    .filter(({ case: caseId }) => caseId === undefined || cases.some(({ id }) => id === caseId))
    .map(bare),
  ...(plan.purge && { purge: bare(plan.purge) }),
  primes: plan.primes.map(bare),
  anchors: plan.anchors.map(bare),
  references: {},
  packages: {},
  sources: {},
  truths: {},
};
const planText = `${JSON.stringify(trimmed)}\n`;
writeFileSync(planFile(target), planText);
const isKept = plannedLaunches(trimmed);

const provenance = readProvenance(source);
writeFileSync(
  provenanceFile(target),
  `${JSON.stringify({ ...provenance, plan_sha256: planDigest(planText), sweep: `test/sweeps/${plan.name}.yaml` }, null, 2)}\n`,
);

for (const { udid, entries } of journals) {
  const kept = entries.filter((entry) => !('launch' in entry) || isKept(entry.launch) !== undefined);
  writeFileSync(journalFile(target, udid), kept.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  for (const entry of kept) {
    if (entry.type !== 'finished' || entry.events === undefined) continue;
    mkdirSync(dirname(join(target.path, entry.events)), { recursive: true });
    copyFileSync(join(source.path, entry.events), join(target.path, entry.events));
  }
}

const judged = readQuality(source).filter(({ launch }) => isKept(launch) !== undefined);
writeFileSync(qualityFile(target), judged.map((image) => `${JSON.stringify(image)}\n`).join(''));
