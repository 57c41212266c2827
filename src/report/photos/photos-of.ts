import sharp from 'sharp';
import { enlargeBicubic } from '../../image/bicubic.js';
import { compareImages } from '../../image/quality.js';
import { windowAt } from '../../image/rgb.js';
import type { Rgb8 } from '../../image/rgb.js';
import { truthKey } from '../../plan/plan.js';
import type { Plan } from '../../plan/plan.js';
import { Problem } from '../../problem.js';
import { isGap } from '../../quality/gap.js';
import { readOutput } from '../../quality/outputs.js';
import { pictureOf, storedPicture } from '../../quality/picture-of.js';
import { readQualityRows } from '../../results/read-tables.js';
import { readPlan } from '../../results/run-folder.js';
import type { RunFolder } from '../../results/run-folder.js';
import { isSystemRow } from '../../results/system-row.js';
import type { QualityRow } from '../../results/tables/quality.js';
import { distinct } from '../draw/report-data.js';
import type { Selection } from '../draw/report-data.js';
import { brightestLevels, errorMap } from './error-map.js';
import { imagesByDifference } from './images-by-difference.js';
import type { Photo, Photos, Tile } from './photos.js';
import { whereTheyDiffer } from './region.js';
import type { Region } from './region.js';

/** How much of it all the page takes with it: photos, variants of each, pixels of a side, and bytes of all pictures. */
const most = { photos: 3, variants: 8, side: 96, bytes: 2_500_000 } as const;

interface Wanted extends Pick<Selection, 'units'> {
  /** Variants in order of interest. */
  readonly variants: readonly string[];
}

/** A variant's picture of an image. */
interface Enlarged {
  readonly row: QualityRow;
  readonly picture: Rgb8;
}

/** The photos on which variants differ most, as the first phone of the run made them; without any, why. */
export async function photosOf(folder: RunFolder, { units, variants }: Wanted): Promise<Photos> {
  const found = rowsOf(folder, units);
  const plan = planOf(folder);
  if (found.length === 0 || plan === undefined) {
    return { why: 'The run has no pictures of a test set; with one, they stand here beside the true ones.' };
  }
  const shown = distinct([...variants, ...found.map(({ variant }) => variant)]).filter((name) =>
    found.some(({ variant }) => variant === name),
  );
  const rows = found.filter(({ variant }) => shown.indexOf(variant) < most.variants);
  const photos: Photo[] = [];
  let bytes = 0;
  for (const image of imagesByDifference(rows)) {
    if (photos.length === most.photos) break;
    const photo = await photoOf(
      folder,
      plan,
      image,
      rows.filter((row) => row.image === image),
    );
    if (photo === undefined) continue;
    bytes += photo.tiles.reduce((sum, { picture, error = '' }) => sum + picture.length + error.length, 0);
    if (bytes > most.bytes) break;
    photos.push(photo);
  }
  if (photos.length === 0)
    return { why: 'The pictures of this run are not in its folder any more, so none can be shown.' };
  return {
    photos,
    note: `Where the variants differ most, on ${units}. Below each picture is how far it is from the true one: black is equal, and as bright as it becomes where a pixel is off by ${String(brightestLevels)} of 255 levels or more. PSNR is that of the whole image, from quality.csv.${shown.length > most.variants ? ` ${String(most.variants)} of ${String(shown.length)} variants are shown.` : ''}`,
  };
}

function rowsOf(folder: RunFolder, units: string): QualityRow[] {
  try {
    const rows = readQualityRows(folder);
    const own = rows.filter(
      (row) => (row.compute_units === units || isSystemRow(row)) && row.device_udid === rows[0]?.device_udid,
    );
    return own;
  } catch (error) {
    if (error instanceof Problem) return [];
    throw error;
  }
}

/** Tables of an older version come without a plan that can be read. */
function planOf(folder: RunFolder): Plan | undefined {
  try {
    return readPlan(folder);
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

async function photoOf(
  folder: RunFolder,
  plan: Plan,
  image: string,
  rows: readonly QualityRow[],
): Promise<Photo | undefined> {
  const made: Enlarged[] = [];
  for (const row of rows) {
    const picture = await enlargedBy(folder, plan, row);
    if (picture !== undefined) made.push({ row, picture });
  }
  const [first] = made;
  if (first === undefined) return undefined;
  const { row } = first;
  const same = made.filter(
    ({ picture: { width, height } }) => width === first.picture.width && height === first.picture.height,
  );
  const scale = plan.variants.find(({ name }) => name === row.variant)?.scale ?? 1;
  const known = plan.truths[truthKey(scale, image)];
  const truth = known && storedPicture(known.source, known);
  const bicubic = bicubicOf(plan, row, scale);
  const pictures = same.map(({ picture }) => picture);
  const region = whereTheyDiffer(
    truth !== undefined && pictures.length === 1 ? [...pictures, truth] : pictures,
    most.side,
  );
  const tile = async (title: string, about: string, picture: Rgb8): Promise<Tile> => ({
    title,
    about,
    picture: await webp(cut(picture, region)),
    ...(truth !== undefined &&
      picture !== truth && { error: await webp(errorMap(cut(picture, region), cut(truth, region))) }),
  });
  const tiles: Tile[] = [];
  if (truth !== undefined) tiles.push(await tile('the true picture', '', truth));
  if (bicubic !== undefined) {
    const db = truth && compareImages(bicubic, truth, scale).psnrYDb;
    tiles.push(await tile('bicubic', db === undefined ? '' : `${db.toFixed(2)} dB, computed for this page`, bicubic));
  }
  for (const { row: own, picture } of [...same].sort((a, b) => (b.row.psnr_y_db ?? 0) - (a.row.psnr_y_db ?? 0))) {
    tiles.push(await tile(own.variant, own.psnr_y_db === undefined ? '' : `${own.psnr_y_db.toFixed(2)} dB`, picture));
  }
  const { x, y, width, height } = region;
  return {
    image,
    about: `${String(width)}×${String(height)} pixels at ${String(x)}, ${String(y)} of ${String(row.width)}×${String(row.height)}`,
    tiles,
  };
}

async function enlargedBy(folder: RunFolder, plan: Plan, row: QualityRow): Promise<Rgb8 | undefined> {
  const output = await readOutput(folder, row.output_sha256, row);
  const planned = launchOf(plan, row);
  if (output === undefined || planned === undefined) return undefined;
  const { image, width, height, tiles, output_sha256: sha256 } = row;
  const picture = pictureOf({
    plan,
    planned,
    output,
    enlarged: { image, width, height, tiles, sha256, latencyNs: 0, judged: undefined },
  });
  return isGap(picture) ? undefined : picture;
}

const launchOf = (plan: Plan, { variant, compute_units, image }: QualityRow): Plan['launches'][number] | undefined =>
  plan.launches.find(
    (launch) =>
      launch.kind === 'quality' &&
      launch.variant === variant &&
      launch.computeUnits === compute_units &&
      launch.job.images[image] !== undefined,
  );

/** What anybody has without a network; undefined where the input is not there any more. */
function bicubicOf(plan: Plan, row: QualityRow, scale: number): Rgb8 | undefined {
  const asked = launchOf(plan, row)?.job.images[row.image];
  const input = asked && storedPicture(plan.sources[asked.path] ?? '', asked);
  const enlarged = input && enlargeBicubic(input, scale);
  return enlarged?.width === row.width && enlarged.height === row.height ? enlarged : undefined;
}

const cut = (picture: Rgb8, region: Region): Rgb8 => windowAt(picture, region.x, region.y, region);

/** Every pixel as it is, since pixels are what the page is about. */
async function webp({ width, height, data }: Rgb8): Promise<string> {
  const bytes = await sharp(data, { raw: { width, height, channels: 3 } })
    .webp({ lossless: true })
    .toBuffer();
  return `data:image/webp;base64,${bytes.toString('base64')}`;
}
