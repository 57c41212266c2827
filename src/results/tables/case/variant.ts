import type { CaseFigures } from '../../case-figures.js';
import type { Column } from '../../column.js';
import { variantName } from '../shared-columns.js';

/** The share of `whole` that `part` lacks. */
const lackingShare = (part: number | undefined, whole: number | undefined): number | undefined =>
  part === undefined || whole === undefined || whole === 0 ? undefined : 1 - part / whole;

/** What the model package says about itself, and the catalogue about the package. */
export const variant = [
  variantName,
  {
    name: 'family',
    type: 'string',
    owner: 'plan',
    means: "as the catalogue has it, such as classical, lightweight, real or baseline; system for iOS's own upscaler",
    value: ({ variant: { family } }) => family,
  },
  {
    name: 'technique',
    type: 'string',
    owner: 'plan',
    means: 'how the variant was made from its reference',
    value: ({ variant: { technique } }) => technique,
  },
  {
    name: 'function',
    type: 'string',
    owner: 'plan',
    means: 'function of a multifunction package; empty for others',
    value: ({ planned }) => planned.function,
  },
  {
    name: 'variant_sha256',
    type: 'string',
    owner: 'package',
    means:
      "hash over the package's paths and contents; empty for a file that cannot be read as a model, and for iOS's own upscaler",
    value: ({ variant: { sha256 } }) => sha256,
  },
  {
    name: 'model_format',
    type: 'string',
    owner: 'package',
    means: 'mlpackage or mlmodel; empty likewise',
    value: ({ variant: { format } }) => format,
  },
  {
    name: 'params',
    type: 'integer',
    owner: 'package',
    means: 'number of elements of all weights, decompressed',
    value: ({ variant: { params } }) => params,
  },
  {
    name: 'nonzero_params',
    type: 'integer',
    owner: 'package',
    means: 'number of params that are not 0',
    value: ({ variant: { nonzeroParams } }) => nonzeroParams,
  },
  {
    name: 'macs_per_pixel',
    type: 'number',
    owner: 'package',
    means:
      'multiply-accumulates of convolutions and matrix products for each pixel of the enlarged picture, overlaps of tiles left out; empty where the host cannot count them, and for a default input of more than 64x64 pixels whose shapes the file leaves open',
    since: 7,
    value: ({ variant: { macsPerPixel } }) => macsPerPixel,
  },
  {
    name: 'zero_share',
    type: 'number',
    owner: 'package',
    means: 'share of params that are 0',
    value: ({ variant: { params, nonzeroParams } }) => lackingShare(nonzeroParams, params),
  },
  {
    name: 'removed_share',
    type: 'number',
    owner: 'package',
    means: "share of the reference variant's params that this one lacks",
    value: ({ variant: { params }, reference }) => lackingShare(params, reference?.params),
  },
  {
    name: 'package_bytes',
    type: 'integer',
    owner: 'package',
    means: 'size of all files of the package; empty likewise',
    value: ({ variant: { packageBytes } }) => packageBytes,
  },
  {
    name: 'weight_bytes',
    type: 'integer',
    owner: 'package',
    means: 'size of the weights as stored',
    value: ({ variant: { weightBytes } }) => weightBytes,
  },
  {
    name: 'weight_dtype',
    type: 'string',
    owner: 'package',
    means: 'how most params are stored',
    value: ({ variant: { weightDtype } }) => weightDtype,
  },
  {
    name: 'compute_dtype',
    type: 'string',
    owner: 'package',
    means: 'type that most floating-point operations declare',
    value: ({ variant: { computeDtype } }) => computeDtype,
  },
] as const satisfies readonly Column<CaseFigures>[];
