import type { PlannedLaunch } from '../../plan/plan.js';
import type { PhoneRecord } from '../case-record.js';
import { milliseconds } from '../column.js';
import type { RowOf, Table } from '../column.js';
import { enlargedImages } from '../launch-record.js';
import type { EnlargedImage } from '../launch-record.js';
import { deviceUdid, requestedUnits, runId, testset, variantName } from './shared-columns.js';

/** One image of the test set, enlarged. */
export interface QualityRecord {
  readonly phone: PhoneRecord;
  readonly planned: PlannedLaunch;
  readonly image: EnlargedImage;
}

export function qualityRecords(phone: PhoneRecord): QualityRecord[] {
  // Of several that have the same id, the last one counts.
  const launches = new Map(phone.launches.map((launch) => [launch.finished.launch, launch]));
  const records = phone.plan.launches.flatMap((planned) => {
    const launch = launches.get(planned.id);
    return launch ? enlargedImages(launch).map((image) => ({ phone, planned, image })) : [];
  });
  // So it is with launches that enlarge the same, whose outputs are alike unless a row of results.csv says otherwise.
  return [...new Map(records.map((each) => [keyOf(each), each])).values()];
}

const keyOf = ({ planned: { variant, computeUnits }, image: { image } }: QualityRecord): string =>
  [computeUnits, image, variant].join(' ');

export const qualityTable = {
  name: 'quality',
  means: 'one image of the test set, enlarged by a variant with compute units on a phone',
  key: ['run_id', 'device_udid', 'variant', 'compute_units', 'image'],
  columns: [
    runId,
    deviceUdid,
    variantName,
    requestedUnits,
    testset,
    {
      name: 'image',
      type: 'string',
      required: true,
      owner: 'plan',
      means: 'name of the image',
      value: ({ image }) => image.image,
    },
    {
      name: 'width',
      type: 'integer',
      required: true,
      owner: 'app',
      means: 'width of the enlarged image in pixels',
      value: ({ image }) => image.width,
    },
    {
      name: 'height',
      type: 'integer',
      required: true,
      owner: 'app',
      means: 'height of the enlarged image in pixels',
      value: ({ image }) => image.height,
    },
    {
      name: 'tiles',
      type: 'integer',
      required: true,
      owner: 'plan',
      means: 'predictions that the image takes',
      value: ({ image }) => image.tiles,
    },
    {
      name: 'psnr_y_db',
      type: 'number',
      owner: 'host',
      means: 'PSNR on Y, border of scale pixels left out; 100 where it is more or the images are equal',
      value: ({ image }) => image.judged?.psnrYDb,
    },
    {
      name: 'psnr_rgb_db',
      type: 'number',
      owner: 'host',
      means: 'PSNR over RGB, computed likewise',
      value: ({ image }) => image.judged?.psnrRgbDb,
    },
    {
      name: 'ssim_y',
      type: 'number',
      owner: 'host',
      means: 'SSIM on Y, computed likewise',
      value: ({ image }) => image.judged?.ssimY,
    },
    {
      name: 'ms_ssim',
      type: 'number',
      owner: 'host',
      means: 'multi-scale SSIM on Y, computed likewise; where it was asked for, as the next five',
      since: 5,
      value: ({ image }) => image.judged?.asked?.ms_ssim?.figure,
    },
    {
      name: 'ssimulacra2',
      type: 'number',
      owner: 'host',
      means: 'SSIMULACRA 2.1, computed likewise',
      since: 5,
      value: ({ image }) => image.judged?.asked?.ssimulacra2?.figure,
    },
    {
      name: 'flip',
      type: 'number',
      owner: 'host',
      means: 'mean FLIP at 67 pixels per degree, computed likewise',
      since: 5,
      value: ({ image }) => image.judged?.asked?.flip?.figure,
    },
    {
      name: 'niqe',
      type: 'number',
      owner: 'host',
      means: 'NIQE of the output alone on Y, computed likewise',
      since: 5,
      value: ({ image }) => image.judged?.asked?.niqe?.figure,
    },
    {
      name: 'lpips',
      type: 'number',
      owner: 'host',
      means: 'distance by the network that quality.lpips names, computed likewise',
      since: 5,
      value: ({ image }) => image.judged?.asked?.lpips?.figure,
    },
    {
      name: 'dists',
      type: 'number',
      owner: 'host',
      means: 'distance by the network that quality.dists names, computed likewise',
      since: 5,
      value: ({ image }) => image.judged?.asked?.dists?.figure,
    },
    {
      name: 'lpips_sha256',
      type: 'string',
      owner: 'host',
      means: 'hash over the ONNX file that lpips comes from',
      since: 5,
      value: ({ image }) => image.judged?.asked?.lpips?.networkSha256,
    },
    {
      name: 'dists_sha256',
      type: 'string',
      owner: 'host',
      means: 'hash over the ONNX file that dists comes from',
      since: 5,
      value: ({ image }) => image.judged?.asked?.dists?.networkSha256,
    },
    {
      name: 'fidelity_db',
      type: 'number',
      owner: 'host',
      means: "PSNR over RGB against the reference variant's unrounded float32 output on the host",
      value: ({ image }) => image.judged?.fidelityDb,
    },
    {
      name: 'latency_ms',
      type: 'number',
      owner: 'app',
      means: 'time of the only prediction of the whole image, all its tiles',
      value: ({ image }) => milliseconds(image.latencyNs),
    },
    {
      name: 'output_sha256',
      type: 'string',
      required: true,
      owner: 'app',
      means: 'hash over the raw RGB8 pixels; equal hashes are equal images',
      value: ({ image }) => image.sha256,
    },
  ],
} as const satisfies Table<QualityRecord>;

/** A row of quality.csv. */
export type QualityRow = RowOf<typeof qualityTable>;
