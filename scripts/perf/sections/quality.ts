import { z } from 'zod';
import { digits, inBrackets, medianOf, table } from '../markdown.js';
import { section } from '../section.js';

const figures = z.strictObject({
  width: z.int(),
  height: z.int(),
  scikitImage: z.string(),
  /** Processor time of all threads. */
  rounds: z.array(z.strictObject({ rezbenchMs: z.number(), scikitImageMs: z.number() })),
  /** By how much the figures differ at most: PSNR in dB, and SSIM. */
  largestDifference: z.number(),
});

const ratiosOf = ({ rounds }: z.infer<typeof figures>): number[] =>
  rounds.map(({ rezbenchMs, scikitImageMs }) => scikitImageMs / rezbenchMs);

export const quality = section({
  name: 'quality',
  title: 'How fast images are judged',
  figures,
  text: (
    found,
  ) => `PSNR over RGB and luma, and SSIM over luma, of a pair of ${String(found.width)}x${String(found.height)} pixels, by rezbench and by
scikit-image ${found.scikitImage} on the same bytes, in turn. Times are processor time, medians of ${String(found.rounds.length)} rounds.

${table(
  ['judge', 'ms'],
  [
    ['rezbench', digits(medianOf(found.rounds, ({ rezbenchMs }) => rezbenchMs))],
    ['scikit-image', digits(medianOf(found.rounds, ({ scikitImageMs }) => scikitImageMs))],
  ],
)}

scikit-image takes ${inBrackets(ratiosOf(found))} times as long. The figures differ by ${found.largestDifference.toExponential(0)} at most, in dB and in SSIM.`,
  ratios: (found) => [{ name: 'scikit-image to rezbench, processor time', rounds: ratiosOf(found) }],
});
