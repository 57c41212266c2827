import { enlargedImages } from '../launch-record.js';
import type { EnlargedImage, LaunchRecord } from '../launch-record.js';
import type { PhoneRecord } from '../case-record.js';
import { milliseconds } from '../column.js';
import type { Table } from '../column.js';
import type { PlannedLaunch } from '../../plan/plan.js';

/** One image of the test set, enlarged. */
export interface QualityRecord {
  readonly phone: PhoneRecord;
  readonly launch: LaunchRecord;
  readonly planned: PlannedLaunch;
  readonly image: EnlargedImage;
}

export function qualityRecords(phone: PhoneRecord): QualityRecord[] {
  return phone.plan.launches.flatMap((planned) => {
    const launch = phone.launches.findLast(({ finished }) => finished.launch === planned.id);
    return launch ? enlargedImages(launch).map((image) => ({ phone, launch, planned, image })) : [];
  });
}

export const qualityTable: Table<QualityRecord> = {
  name: 'quality',
  means: 'one image of the test set, enlarged by a variant with compute units on a phone',
  key: ['run_id', 'device_udid', 'variant', 'compute_units', 'image'],
  columns: [
    {
      name: 'run_id',
      type: 'string',
      owner: 'host',
      means: 'the folder under results/',
      value: ({ phone }) => phone.runId,
    },
    {
      name: 'device_udid',
      type: 'string',
      owner: 'phone',
      means: 'unique device identifier',
      value: ({ phone }) => phone.udid,
    },
    {
      name: 'variant',
      type: 'string',
      owner: 'plan',
      means: 'name of the model package',
      value: ({ planned }) => planned.variant,
    },
    {
      name: 'compute_units',
      type: 'string',
      owner: 'plan',
      means: "Core ML's computeUnits that was requested",
      value: ({ planned }) => planned.computeUnits,
    },
    {
      name: 'testset',
      type: 'string',
      owner: 'plan',
      means: 'images that quality was judged on',
      value: ({ phone }) => phone.plan.testset,
    },
    { name: 'image', type: 'string', owner: 'plan', means: 'name of the image', value: ({ image }) => image.image },
    {
      name: 'width',
      type: 'integer',
      owner: 'app',
      means: 'pixels of the enlarged image',
      value: ({ image }) => image.width,
    },
    {
      name: 'height',
      type: 'integer',
      owner: 'app',
      means: 'pixels of the enlarged image',
      value: ({ image }) => image.height,
    },
    {
      name: 'tiles',
      type: 'integer',
      owner: 'plan',
      means: 'predictions for the image',
      value: ({ image }) => image.tiles,
    },
    {
      name: 'psnr_y_db',
      type: 'number',
      owner: 'host',
      means: 'PSNR on Y, border of scale pixels left out',
      value: ({ image }) => image.judged?.psnrYDb,
    },
    {
      name: 'psnr_rgb_db',
      type: 'number',
      owner: 'host',
      means: 'PSNR over RGB, likewise',
      value: ({ image }) => image.judged?.psnrRgbDb,
    },
    {
      name: 'ssim_y',
      type: 'number',
      owner: 'host',
      means: 'SSIM on Y, likewise',
      value: ({ image }) => image.judged?.ssimY,
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
      means: 'the one prediction of the whole image, all tiles',
      value: ({ image }) => milliseconds(image.latencyNs),
    },
    {
      name: 'output_sha256',
      type: 'string',
      owner: 'app',
      means: 'over the raw RGB8 pixels; equal hashes are equal images',
      value: ({ image }) => image.sha256,
    },
  ],
};
