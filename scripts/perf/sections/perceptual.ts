import { z } from 'zod';
import { perceptualMetrics } from '../../../src/image/perceptual-names.js';
import { digits, inBrackets, medianOf, table } from '../markdown.js';
import { section } from '../section.js';

/** What is measured beside the metrics, and what they are compared with. */
export const plainMetrics = 'psnr_ssim';

const spent = z.strictObject({ processorS: z.number(), grownMb: z.number() });
export type MetricSpent = z.infer<typeof spent>;

const figures = z.strictObject({
  width: z.int(),
  height: z.int(),
  rounds: z.array(z.record(z.enum([plainMetrics, ...perceptualMetrics]), spent)),
});
type Figures = z.infer<typeof figures>;
export type Judged = keyof Figures['rounds'][number];

const toPlain = ({ rounds }: Figures, name: Judged): number[] =>
  rounds.map((round) => round[name].processorS / round[plainMetrics].processorS);

export const perceptual = section({
  name: 'perceptual',
  title: 'What perceptual metrics cost',
  figures,
  text(found) {
    const megapixels = (found.width * found.height) / 1e6;
    const row = (name: Judged, shown: string): string[] => [
      shown,
      digits(medianOf(found.rounds, (round) => round[name].processorS / megapixels)),
      name === plainMetrics ? '1' : inBrackets(toPlain(found, name)),
      digits(medianOf(found.rounds, (round) => round[name].grownMb / megapixels)),
    ];
    return `On an image of ${String(found.width)}x${String(found.height)}, each in a process of its own, ${String(found.rounds.length)} rounds. Beside the processor time of all
threads stands how many times as much that is as PSNR and SSIM take. Memory is what the process grew by beside the two images.

${table(
  ['metric', 'processor time, s a megapixel', 'to PSNR and SSIM', 'memory, MB a megapixel'],
  [row(plainMetrics, 'PSNR and SSIM'), ...perceptualMetrics.map((name) => row(name, `\`${name}\``))],
)}`;
  },
  ratios: (found) =>
    perceptualMetrics.map((name) => ({
      name: `\`${name}\` to PSNR and SSIM, processor time`,
      rounds: toPlain(found, name),
    })),
});
