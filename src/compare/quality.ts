import { mean } from '../stats/summary.js';
import type { QualityRow } from '../results/tables/quality.js';
import { explainUnusable } from '../verdict/unusable.js';
import { qualityVerdict } from '../verdict/quality.js';
import type { Output } from '../verdict/quality.js';
import { decibels } from './finding.js';
import type { About } from './finding.js';
import type { Seen } from './difference.js';

/**
 * A loss of PSNR from here on is called a regression, dB. There is no noise, so it is no statistical limit: papers on
 * super-resolution call less than this no difference. Budgets take the exact figure.
 */
const smallestLossDb = 0.1;

const outputOf = ({ output_sha256, psnr_y_db }: QualityRow): Output => ({
  sha256: output_sha256,
  psnrDb: psnr_y_db ?? NaN,
});

/** Outputs by their bytes, and what other bytes cost in PSNR. Undefined where the base was judged on no image. */
export function qualityFinding(base: Seen, candidate: Seen): About | undefined {
  const before = base.night.outputsOf(base.row);
  const now = new Map(candidate.night.outputsOf(candidate.row).map((row) => [row.image, row]));
  if (before.length === 0) return undefined;
  const shared = before.flatMap((row) => {
    const other = now.get(row.image);
    return other === undefined ? [] : [{ row, other }];
  });
  const found = (verdict: About['verdict'], consequence: About['consequence'], reason: string): About => ({
    metric: 'quality',
    method: 'outputs by their bytes, then PSNR',
    unit: 'dB',
    verdict,
    consequence,
    reason,
    ...figuresOf(shared),
  });
  if (shared.length < before.length) {
    return found('refused', 'missing', `${String(before.length - shared.length)} images of the test set are missing`);
  }
  const verdicts = shared.map(({ row, other }) => qualityVerdict(outputOf(row), outputOf(other)));
  const changed = shared.filter(({ row, other }) => row.output_sha256 !== other.output_sha256).length;
  if (changed === 0) {
    const doubt = verdicts.find((each) => each.verdict === 'inconclusive' && each.why.kind === 'contradiction');
    return doubt?.verdict === 'inconclusive'
      ? found('inconclusive', 'inconclusive', explainUnusable(doubt.why))
      : found('equivalent', 'none', 'all outputs are the same, byte for byte');
  }
  const outputs = `${String(changed)} of ${String(shared.length)} outputs changed`;
  if (base.row.variant_sha256 !== undefined && base.row.variant_sha256 === candidate.row.variant_sha256) {
    return found('inconclusive', 'inconclusive', `${outputs}, although the package, iOS and the phone are the same`);
  }
  const lossDb = figuresOf(shared).drop_db;
  if (lossDb === undefined) return found('inconclusive', 'none', `${outputs}, and nothing says how good they are`);
  if (lossDb >= smallestLossDb) return found('regressed', 'regressed', outputs);
  return found(lossDb <= -smallestLossDb ? 'improved' : 'equivalent', 'none', outputs);
}

type Shared = readonly { readonly row: QualityRow; readonly other: QualityRow }[];

/** Means over the images; absent where an image has no PSNR. */
function figuresOf(shared: Shared): Pick<About, 'base_value' | 'candidate_value' | 'drop_db'> {
  const of = (rows: readonly QualityRow[]): number => mean(rows.map(({ psnr_y_db }) => psnr_y_db ?? NaN));
  const [before, now] = [of(shared.map(({ row }) => row)), of(shared.map(({ other }) => other))];
  if (!Number.isFinite(before) || !Number.isFinite(now)) return {};
  return { base_value: decibels(before), candidate_value: decibels(now), drop_db: decibels(before - now) };
}
