import { mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { Problem } from '../problem.js';
import { isIphone, virtualFigures } from '../results/device.js';
import type { Provenance } from '../results/read-provenance.js';
import { redactedFolder } from '../results/redact-run.js';
import type { RunFolder } from '../results/run-folder.js';
import { writeWhole } from '../results/write-whole.js';
import { clientBundle } from './client-bundle.js';
import { drawAll } from './draw-all.js';
import { recommended } from './draw/pick.js';
import type { ReportData, Selection } from './draw/report-data.js';
import { firstSelection } from './draw/selection.js';
import { tradeOff } from './draw/trade-points.js';
import { headlineOf } from './headline.js';
import { reportMarkdown } from './markdown.js';
import { page } from './page.js';
import { photosOf } from './photos/photos-of.js';
import { judgementsOf } from './read/judgements-of.js';
import type { NightSeries } from './read/night-series.js';
import { phonePlaces } from './read/phone-places.js';
import { readRuns } from './read/read-runs.js';
import { reportDataOf } from './read/report-data-of.js';
import { standing } from './render.js';
import { specs as allSpecs } from './specs/specs.js';

export interface ReportOptions {
  /** Into the folder for others, without what tells whose phone it was. */
  readonly redact?: boolean;
  /** What a history has of the runs' phones. */
  readonly history?: readonly NightSeries[];
  /** Where the page lands instead of the last run's folder. */
  readonly out?: string | undefined;
}

export interface Reported {
  /** The page. */
  readonly file: string;
  /** The same in short, for a comment. */
  readonly markdown: string;
}

/** A photo may show whoever took it. */
const photosWithheld = 'Photos are left out of a page that names nobody.';

/** Pixels of a PNG for each of the picture's own. */
const pngDensity = 144;

/**
 * Writes index.html with its charts as SVG and PNG beside it. Throws a Problem for runs that `readRuns` refuses and for a folder that
 * cannot be written.
 */
export async function reportRuns(
  folders: readonly RunFolder[],
  { redact = false, out, history }: ReportOptions = {},
): Promise<Reported> {
  const last = folders.at(-1);
  if (last === undefined) throw new Problem('no run is named; name folders under results/');
  const runs = await readRuns(folders, redact);
  const data = reportDataOf(runs, history);
  const selection = firstSelection(data);
  const specs = allSpecs();
  const drawn = await drawAll(data, selection, specs);
  const headline = headlineOf(data, selection, judgementsOf(runs));
  const home = out ?? join(redact ? redactedFolder(last) : last.path, 'report');
  const text = page({
    runs: runs.map(({ rows, provenance }) => ({ rows, provenance: redact ? withoutFolder(provenance) : provenance })),
    data,
    selection,
    headline,
    drawn,
    specs,
    photos: redact
      ? { why: photosWithheld }
      : await photosOf(phonePlaces(runs), data, { ...selection, variants: ofInterest(data, selection) }),
    program: await clientBundle(),
  });
  makeRoom(home, out === undefined);
  for (const { id, svg } of drawn) {
    const alone = standing(svg);
    writeWhole(join(home, `${id}.svg`), alone);
    writeWhole(join(home, `${id}.png`), await sharp(Buffer.from(alone), { density: pngDensity }).png().toBuffer());
  }
  const file = join(home, 'index.html');
  writeWhole(file, text);
  const isVirtual = runs.some(({ rows }) => !rows.every(isIphone));
  const markdown = reportMarkdown(data, selection, headline, isVirtual ? virtualFigures : undefined);
  writeWhole(join(home, 'report.md'), markdown);
  return { file, markdown };
}

const withoutFolder = ({ sweep, fleet, ...provenance }: Provenance): Provenance => ({
  ...provenance,
  sweep: basename(sweep),
  ...(fleet && { fleet: { ...fleet, file: basename(fleet.file) } }),
});

/** What is recommended and what stands on the front: of many variants the page shows these. */
const ofInterest = (data: ReportData, selection: Selection): string[] => [
  ...recommended(data, selection),
  ...(tradeOff(data, selection)?.front.map(({ variant }) => variant) ?? []),
];

/** An earlier page goes, where the folder is this command's own. */
function makeRoom(home: string, isOwn: boolean): void {
  try {
    if (isOwn) rmSync(home, { recursive: true, force: true });
    mkdirSync(home, { recursive: true });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new Problem(`${home} cannot be written (${code}); name another folder with --out`, undefined, error);
  }
}
