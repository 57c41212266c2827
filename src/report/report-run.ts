import { mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Problem } from '../problem.js';
import { readProvenance } from '../results/read-provenance.js';
import { readCaseRows } from '../results/read-tables.js';
import { redactedFolder, redactValues } from '../results/redact-run.js';
import type { RunFolder } from '../results/run-folder.js';
import { shellWord } from '../results/shell-word.js';
import { writeWhole } from '../results/write-whole.js';
import { chartSvg } from './chart.js';
import { curvesOf } from './curves.js';
import { page } from './page.js';
import type { Section } from './page.js';
import { reportDevices } from './report-device.js';

/**
 * Writes report/index.html and its charts as SVG from a run's results.csv; with `redact` into the folder for others, without
 * what tells whose phone it was. Throws a Problem for a run without cases.
 */
export async function reportRun(
  folder: RunFolder,
  { redact = false }: { readonly redact?: boolean } = {},
): Promise<string> {
  const known = readCaseRows(folder);
  const rows = redact ? redactValues(known, [known])[0] : known;
  if (rows.length === 0) {
    throw new Problem(
      `${folder.path} has no case yet; continue it with rezbench run --resume ${shellWord(folder.path)}`,
    );
  }
  const sections: Section[] = [];
  for (const device of reportDevices(rows)) {
    const charts = [];
    for (const curve of curvesOf(device)) charts.push({ curve, svg: await chartSvg(curve) });
    sections.push({ device, charts });
  }
  const provenance = readProvenance(folder);
  const home = join(redact ? redactedFolder(folder) : folder.path, 'report');
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  for (const { curve, svg } of sections.flatMap(({ charts }) => charts)) {
    writeWhole(join(home, `${curve.name}.svg`), svg);
  }
  const file = join(home, 'index.html');
  writeWhole(file, page(redact ? { ...provenance, sweep: basename(provenance.sweep) } : provenance, sections));
  return file;
}
