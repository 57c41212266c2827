import type { CaseFigures } from '../../case-figures.js';
import type { Column } from '../../column.js';
import { testset } from '../shared-columns.js';

const difference = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a - b;

/** How good the enlarged test set is, in one launch per variant and compute units. */
export const quality = [
  testset,
  {
    name: 'psnr_y_db',
    type: 'number',
    owner: 'host',
    means: 'PSNR on Y, border of scale pixels left out, mean over the test set; an image has 100 at most',
    value: ({ quality: figures }) => figures.psnrYDb,
  },
  {
    name: 'psnr_rgb_db',
    type: 'number',
    owner: 'host',
    means: 'PSNR over RGB, computed likewise',
    value: ({ quality: figures }) => figures.psnrRgbDb,
  },
  {
    name: 'ssim_y',
    type: 'number',
    owner: 'host',
    means: 'SSIM on Y, computed likewise',
    value: ({ quality: figures }) => figures.ssimY,
  },
  {
    name: 'ms_ssim',
    type: 'number',
    owner: 'host',
    means: 'multi-scale SSIM on Y, computed likewise; where the sweep asks for it, as for the next five',
    since: 5,
    value: ({ quality: figures }) => figures.asked.ms_ssim,
  },
  {
    name: 'ssimulacra2',
    type: 'number',
    owner: 'host',
    means: 'SSIMULACRA 2.1, computed likewise: 100 for equal images, 90 about where nobody sees a difference',
    since: 5,
    value: ({ quality: figures }) => figures.asked.ssimulacra2,
  },
  {
    name: 'flip',
    type: 'number',
    owner: 'host',
    means: 'mean FLIP at 67 pixels per degree, computed likewise: 0 for equal images, 1 at most',
    since: 5,
    value: ({ quality: figures }) => figures.asked.flip,
  },
  {
    name: 'niqe',
    type: 'number',
    owner: 'host',
    means: 'NIQE of the output alone on Y, computed likewise: less is more natural',
    since: 5,
    value: ({ quality: figures }) => figures.asked.niqe,
  },
  {
    name: 'lpips',
    type: 'number',
    owner: 'host',
    means: "distance by the network of the sweep's quality.lpips, computed likewise: 0 for equal images",
    since: 5,
    value: ({ quality: figures }) => figures.asked.lpips,
  },
  {
    name: 'dists',
    type: 'number',
    owner: 'host',
    means: "distance by the network of the sweep's quality.dists, computed likewise: 0 for equal images",
    since: 5,
    value: ({ quality: figures }) => figures.asked.dists,
  },
  {
    name: 'psnr_delta_db',
    type: 'number',
    owner: 'host',
    means: 'psnr_y_db minus that of the reference variant on the same phone and compute units',
    value: ({ quality: figures, referenceQuality }) => difference(figures.psnrYDb, referenceQuality.psnrYDb),
  },
  {
    name: 'fidelity_db',
    type: 'number',
    owner: 'host',
    means:
      "PSNR over RGB against the reference variant's unrounded float32 output on the host; about 59 dB is equality but for rounding",
    value: ({ quality: figures }) => figures.fidelityDb,
  },
  {
    name: 'wrong_outputs',
    type: 'integer',
    owner: 'host',
    means:
      'images of the test set whose output shows nothing of its input, is black, differs between launches of the same input on this phone, is far from the reference where that of the CPU is not, or, of a gradient, has bands; warnings name them',
    since: 4,
    value: ({ wrongOutputs }) => wrongOutputs?.found.size,
  },
  {
    name: 'wrong_outputs_blame',
    type: 'string',
    owner: 'host',
    means:
      "unit where the same phone's CPU gives those images right, model where it gives them wrong too; empty where none is wrong or the CPU made none of them",
    since: 4,
    value: ({ wrongOutputs }) => wrongOutputs?.blamed,
  },
  {
    name: 'reference_variant',
    type: 'string',
    owner: 'plan',
    means: 'variant that this one is compared with',
    value: ({ variant: { reference } }) => reference,
  },
] as const satisfies readonly Column<CaseFigures>[];
