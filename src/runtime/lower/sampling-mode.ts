import type { Op } from './op.js';

/** Where MIL samples along an axis (coremltools, ops/defs/iOS15/image_resizing.py, resize_bilinear). */
const modes = ['DEFAULT', 'STRICT_ALIGN_CORNERS', 'ALIGN_CORNERS', 'OFFSET_CORNERS', 'UNALIGN_CORNERS'] as const;

export type SamplingMode = (typeof modes)[number];

export const samplingMode = (op: Op, name: string): SamplingMode =>
  op.required(
    modes.find((mode) => mode === name),
    `sampling_mode ${name}`,
  );
