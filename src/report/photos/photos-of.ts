import { isSystemRow } from '../../results/system-row.js';
import type { QualityRow } from '../../results/tables/quality.js';
import { distinct } from '../draw/report-data.js';
import type { ReportData, Selection } from '../draw/report-data.js';
import type { PhonePlace } from '../read/phone-places.js';
import { brightestLevels } from './error-map.js';
import { imagesByDifference } from './images-by-difference.js';
import { photoOf, variantsThatFit } from './photo-of.js';
import type { Photo, Photos, PhonePhotos, Shown } from './photos.js';

/** How much of it all the page takes with it: photos of all phones and of one, variants of a photo, bytes of all pictures. */
const most = { photos: 6, ofPhone: 3, variants: 8, bytes: 2_500_000 } as const;

/** Variants of a photo where there are more phones than photos in all. */
const variantsOfMany = 4;

interface Wanted extends Pick<Selection, 'phone' | 'units'> {
  /** Variants in order of interest. */
  readonly variants: readonly string[];
}

/** Phones whose outputs are the same, and what one of them made. */
interface Group {
  readonly phones: readonly number[];
  readonly place: PhonePlace;
  /** Of the variants that are shown, in order of interest. */
  readonly rows: readonly QualityRow[];
  /** How many variants there are. */
  readonly variants: number;
}

/**
 * The photos on which variants differ most, as each phone of the page made them; without any, why. What is room for is
 * shared by the phones that made something of their own; the one that the page opens with comes first.
 */
export async function photosOf(
  places: readonly PhonePlace[],
  { phones }: Pick<ReportData, 'phones'>,
  wanted: Wanted,
): Promise<Photos> {
  const groups = groupsOf(places, wanted);
  const own = groups.filter(mayHavePictures).length;
  if (own === 0) {
    const what = distinct(places.map(({ run }) => run)).length > 1 ? 'These runs have' : 'The run has';
    return { why: `${what} no pictures of a test set; with one, they stand here beside the true ones.` };
  }
  const found: PhonePhotos[] = [];
  let [left, waiting] = [most.bytes as number, own];
  for (const group of groups) {
    const names = phones.length > 1 ? group.phones.map((phone) => phones[phone]?.name ?? '') : [];
    const { shown, bytes } = await shownOf(group, wanted, names, { left, share: left / Math.max(1, waiting), own });
    if (mayHavePictures(group)) waiting -= 1;
    left -= bytes;
    found.push({ phones: group.phones, shown });
  }
  return found;
}

const mayHavePictures = ({ rows, place }: Group): boolean => rows.length > 0 && place.run.plan !== undefined;

function groupsOf(places: readonly PhonePlace[], { phone, units, variants }: Wanted): Group[] {
  const many = places.length > most.photos ? variantsOfMany : most.variants;
  const groups = new Map<string, Group>();
  const ordered = [...places].sort((a, b) => Number(b.phone === phone) - Number(a.phone === phone));
  for (const place of ordered) {
    const all = place.run.quality.filter(
      (row) => (row.compute_units === units || isSystemRow(row)) && row.device_udid === place.udid,
    );
    const names = distinct([...variants, ...all.map(({ variant }) => variant)]).filter((name) =>
      all.some(({ variant }) => variant === name),
    );
    const rows = names.slice(0, many).flatMap((name) => all.filter(({ variant }) => variant === name));
    const made = rows.map(({ variant, image, output_sha256 }) => [variant, image, output_sha256]);
    const key = JSON.stringify([place.run.plan !== undefined, made]);
    const known = groups.get(key);
    groups.set(
      key,
      known === undefined
        ? { phones: [place.phone], place, rows, variants: names.length }
        : { ...known, phones: [...known.phones, place.phone] },
    );
  }
  return [...groups.values()];
}

interface Room {
  /** Bytes of the page that are left, and how many of them are this group's. */
  readonly left: number;
  readonly share: number;
  /** Groups with pictures. */
  readonly own: number;
}

async function shownOf(
  { place, rows, variants }: Group,
  { units }: Wanted,
  names: readonly string[],
  { left, share, own }: Room,
): Promise<{ shown: Shown; bytes: number }> {
  const { folder, plan } = place.run;
  const nothing = (why: string) => ({ shown: { why }, bytes: 0 });
  if (rows.length === 0 || plan === undefined)
    return nothing('This phone has no pictures of a test set on these units.');
  const shownVariants = distinct(rows.map(({ variant }) => variant)).length;
  const photosHere = Math.max(1, Math.min(most.ofPhone, Math.floor(most.photos / own)));
  const photos: Photo[] = [];
  let [bytes, tooLarge, isFull] = [0, 0, false];
  for (const image of imagesByDifference(rows)) {
    if (photos.length === photosHere) break;
    const ofImage = rows.filter((row) => row.image === image);
    // Of two variants at least there is a difference to see; one alone stands beside the true picture.
    if (Math.min(...ofImage.map(variantsThatFit)) < Math.min(2, ofImage.length)) {
      tooLarge += 1;
      continue;
    }
    const photo = await photoOf(folder, plan, image, ofImage);
    if (photo === undefined) continue;
    const size = photo.tiles.reduce((sum, { picture, error = '' }) => sum + picture.length + error.length, 0);
    isFull = bytes + size > (photos.length === 0 ? left : share);
    if (isFull) break;
    bytes += size;
    photos.push(photo);
  }
  if (photos.length === 0) {
    return nothing(
      isFull
        ? 'The page has no room for the pictures of this phone as well; they are in outputs/ of its run.'
        : tooLarge > 0
          ? 'The pictures of this run are too large to be cut and compared for a page; they are in its outputs/.'
          : 'The pictures of this run are not in its folder any more, so none can be shown.',
    );
  }
  const note = [
    `Where the variants differ most, with compute units ${units}${names.length === 0 ? '' : `, as ${names.join(', ')} made them`}.`,
    `Below each picture is how far it is from the true one: black is equal, and as bright as it becomes where a pixel is off by ${String(brightestLevels)} of 255 levels or more.`,
    'PSNR is that of the whole image, from quality.csv.',
    ...(variants > shownVariants ? [`${String(shownVariants)} of ${String(variants)} variants are shown.`] : []),
    ...(tooLarge > 0
      ? [`${tooLarge === 1 ? 'One image is' : `${String(tooLarge)} images are`} too large to be shown.`]
      : []),
  ].join(' ');
  return { shown: { photos, note }, bytes };
}
