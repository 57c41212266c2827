import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../problem.js';
import { readProvenance } from '../results/read-provenance.js';
import { readCaseRows } from '../results/read-tables.js';
import type { RunFolder } from '../results/run-folder.js';
import { shellWord } from '../results/shell-word.js';
import { chartSvg } from './chart.js';
import { curvesOf } from './curves.js';
import { page } from './page.js';
import type { Section } from './page.js';
import { reportDevices } from './report-device.js';

/** Writes report/index.html and its charts as SVG from a run's results.csv. Throws a Problem for a run without cases. */
export async function reportRun(folder: RunFolder): Promise<string> {
  const rows = readCaseRows(folder);
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
  const home = join(folder.path, 'report');
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home);
  for (const { curve, svg } of sections.flatMap(({ charts }) => charts)) {
    writeFileSync(join(home, `${curve.name}.svg`), svg);
  }
  const file = join(home, 'index.html');
  writeFileSync(file, page(readProvenance(folder), sections));
  return file;
}
