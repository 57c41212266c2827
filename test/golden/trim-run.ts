import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readJournal } from '../../src/results/journal.js';
import { qualityFile, readQuality } from '../../src/results/quality-file.js';
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
const launches = plan.launches
  .filter(({ case: caseId }) => caseId === undefined || cases.some(({ id }) => id === caseId))
  .map((launch) => ({
    ...launch,
    job: { v: launch.job.v, files: [], arms: {}, images: {}, steps: [{ do: 'stage' as const }] },
  }));
writeFileSync(
  planFile(target),
  `${JSON.stringify({ ...plan, testset: basename(plan.testset ?? ''), cases, launches, references: {}, packages: {}, sources: {}, truths: {} })}\n`,
);

const provenance = readProvenance(source);
writeFileSync(
  provenanceFile(target),
  `${JSON.stringify({ ...provenance, sweep: `sweeps/${plan.name}.yaml` }, null, 2)}\n`,
);

for (const { udid, entries } of journals) {
  const kept = entries.filter((entry) => entry.type === 'session' || launches.some(({ id }) => id === entry.launch));
  writeFileSync(journalFile(target, udid), kept.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  for (const entry of kept) {
    if (entry.type !== 'finished' || entry.events === undefined) continue;
    mkdirSync(dirname(join(target.path, entry.events)), { recursive: true });
    copyFileSync(join(source.path, entry.events), join(target.path, entry.events));
  }
}

const judged = readQuality(source).filter(({ launch }) => launches.some(({ id }) => id === launch));
writeFileSync(qualityFile(target), judged.map((image) => `${JSON.stringify(image)}\n`).join(''));
