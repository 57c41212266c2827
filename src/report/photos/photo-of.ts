import sharp from 'sharp';
import { enlargeLarge } from '../../image/bicubic.js';
import { compareImages } from '../../image/quality.js';
import { windowAt } from '../../image/rgb.js';
import type { Rgb8 } from '../../image/rgb.js';
import { truthKey } from '../../plan/plan.js';
import type { Plan } from '../../plan/plan.js';
import { isGap } from '../../quality/gap.js';
import { readOutput } from '../../quality/outputs.js';
import { pictureOf, storedPicture } from '../../quality/picture-of.js';
import type { RunFolder } from '../../results/run-folder.js';
import type { QualityRow } from '../../results/tables/quality.js';
import { errorMap } from './error-map.js';
import type { Photo, Tile } from './photos.js';
import { whereTheyDiffer } from './region.js';
import type { Region } from './region.js';

/** Pixels of a side of what is cut out. */
const side = 96;

/** Pixels of all whole pictures of an image that are in memory at once, at three bytes each; to compare them takes as much again and more. */
const mostPixels = 60_000_000;

/** A variant's picture of an image. */
interface Enlarged {
  readonly row: QualityRow;
  readonly picture: Rgb8;
}

/** How many variants of an image there is memory for, beside the true picture and bicubic. */
export const variantsThatFit = ({ width, height }: Pick<QualityRow, 'width' | 'height'>): number =>
  Math.max(0, Math.floor(mostPixels / (width * height)) - 2);

/**
 * An image by the variants of the rows, all of one phone and on the same compute units: as many of the first as there is memory
 * for. Undefined where none of their outputs is there any more.
 */
export async function photoOf(
  folder: RunFolder,
  plan: Plan,
  image: string,
  rows: readonly QualityRow[],
): Promise<Photo | undefined> {
  const made: Enlarged[] = [];
  for (const row of rows.slice(0, Math.min(...rows.map(variantsThatFit)))) {
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
  const region = whereTheyDiffer(truth !== undefined && pictures.length === 1 ? [...pictures, truth] : pictures, side);
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
  const enlarged = input && enlargeLarge(input, scale);
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
