import type { CaseRecord } from '../../case-record.js';
import type { Column } from '../../column.js';

/** What is left of 1 when `part` of `of` is taken away. */
const lacking = (part: number | undefined, of: number | undefined): number | undefined =>
  part === undefined || of === undefined || of === 0 ? undefined : 1 - part / of;

/** What the model package says of itself and the catalogue of it. */
export const variant: readonly Column<CaseRecord>[] = [
  {
    name: 'variant',
    type: 'string',
    owner: 'plan',
    means: 'name of the model package',
    value: ({ variant: { name } }) => name,
  },
  {
    name: 'family',
    type: 'string',
    owner: 'plan',
    means: 'classical, lightweight, real or baseline',
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
    means: "over the package's paths and contents",
    value: ({ variant: { sha256 } }) => sha256,
  },
  {
    name: 'model_format',
    type: 'string',
    owner: 'package',
    means: 'mlpackage or mlmodel',
    value: ({ variant: { format } }) => format,
  },
  {
    name: 'params',
    type: 'integer',
    owner: 'package',
    means: 'elements of all weights, decompressed',
    value: ({ variant: { params } }) => params,
  },
  {
    name: 'nonzero_params',
    type: 'integer',
    owner: 'package',
    means: 'params that are not 0',
    value: ({ variant: { nonzeroParams } }) => nonzeroParams,
  },
  {
    name: 'zero_share',
    type: 'number',
    owner: 'package',
    means: 'share of params that are 0',
    value: ({ variant: { params, nonzeroParams } }) => lacking(nonzeroParams, params),
  },
  {
    name: 'removed_share',
    type: 'number',
    owner: 'package',
    means: "share of the reference variant's params that this one lacks",
    value: ({ variant: { params }, reference }) => lacking(params, reference?.params),
  },
  {
    name: 'package_bytes',
    type: 'integer',
    owner: 'package',
    means: 'bytes of all files of the package',
    value: ({ variant: { packageBytes } }) => packageBytes,
  },
  {
    name: 'weight_bytes',
    type: 'integer',
    owner: 'package',
    means: 'bytes of the weights as stored',
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
];
