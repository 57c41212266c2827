import { meanOverImages } from '../../case-record.js';
import type { CaseRecord } from '../../case-record.js';
import type { Column } from '../../column.js';

const difference = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a - b;

/** How good the enlarged test set is, in one launch per variant and compute units. */
export const quality: readonly Column<CaseRecord>[] = [
  {
    name: 'testset',
    type: 'string',
    owner: 'plan',
    means: 'images that quality was judged on',
    value: ({ phone }) => phone.plan.testset,
  },
  {
    name: 'psnr_y_db',
    type: 'number',
    owner: 'host',
    means: 'PSNR on Y, border of scale pixels left out, mean over the test set',
    value: ({ enlarged }) => meanOverImages(enlarged, ({ psnrYDb }) => psnrYDb),
  },
  {
    name: 'psnr_rgb_db',
    type: 'number',
    owner: 'host',
    means: 'PSNR over RGB, likewise',
    value: ({ enlarged }) => meanOverImages(enlarged, ({ psnrRgbDb }) => psnrRgbDb),
  },
  {
    name: 'ssim_y',
    type: 'number',
    owner: 'host',
    means: 'SSIM on Y, likewise',
    value: ({ enlarged }) => meanOverImages(enlarged, ({ ssimY }) => ssimY),
  },
  {
    name: 'psnr_delta_db',
    type: 'number',
    owner: 'host',
    means: "psnr_y_db less the reference variant's on the same phone and units",
    value: (row) =>
      difference(
        meanOverImages(row.enlarged, ({ psnrYDb }) => psnrYDb),
        meanOverImages(row.referenceEnlarged, ({ psnrYDb }) => psnrYDb),
      ),
  },
  {
    name: 'fidelity_db',
    type: 'number',
    owner: 'host',
    means:
      "PSNR over RGB against the reference variant's unrounded float32 output on the host; about 59 dB is equality but for rounding",
    value: ({ enlarged }) => meanOverImages(enlarged, ({ fidelityDb }) => fidelityDb),
  },
  {
    name: 'reference_variant',
    type: 'string',
    owner: 'plan',
    means: 'variant that this one is compared with',
    value: ({ variant: { reference } }) => reference,
  },
];
