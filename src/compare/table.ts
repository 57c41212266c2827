import type { Column, Table } from '../results/column.js';
import type { Finding } from './finding.js';

/** A finding and the run that it is about. */
export interface FindingOfRun extends Finding {
  readonly run_id: string;
}

type Name = Exclude<keyof FindingOfRun, 'why'>;

const text = <const Of extends Name>(name: Of, means: string) =>
  ({
    name,
    type: 'string',
    owner: 'host',
    means,
    value: (finding: FindingOfRun) => finding[name] as string | undefined,
  }) as const;

const number = <const Of extends Name>(name: Of, means: string) =>
  ({
    name,
    type: 'number',
    owner: 'host',
    means,
    value: (finding: FindingOfRun) => finding[name] as number | undefined,
  }) as const;

const columns = [
  text('run_id', 'the candidate'),
  text('device_udid', 'unique device identifier'),
  text('device_name', "the phone's name: the lab's, else its owner's"),
  text('device_model', 'hw.machine, such as iPhone15,2'),
  text('os_version', 'iOS version of the candidate'),
  text('case_id', 'case of the candidate'),
  text('variant', 'name of the model package'),
  text('compute_units', "Core ML's computeUnits that was requested; system for iOS's own upscaler"),
  number('image_width', 'width of the low-resolution image in pixels'),
  number('image_height', 'height of the low-resolution image in pixels'),
  number('pace_hz', 'rate at which predictions began, 1/s; empty when they follow one another'),
  text('metric', 'status, latency, memory or quality'),
  text('verdict', 'regressed, improved, equivalent, inconclusive or refused'),
  text('consequence', 'what it means for the exit code: none, inconclusive, missing or regressed'),
  text('awaits', 'confirmation or repetition, where one has to be measured first'),
  text('method', 'how it was found out'),
  text('unit', 'of base_value and candidate_value: ms, bytes or dB'),
  number('base_value', 'geometric mean of the medians of the launches; median of peak memory; mean PSNR on Y'),
  number('candidate_value', 'the same of the candidate'),
  number(
    'change_percent',
    'effect on latency or memory, positive where the candidate has more; of a latency that was screened less what all cases of the phone have in common, of one that was confirmed that of the pairs',
  ),
  number('low_percent', 'lower end of its interval'),
  number('high_percent', 'upper end of its interval'),
  number('confidence', 'what the interval holds it with'),
  number('drop_db', 'PSNR that was lost, negative where it was gained'),
  number('sees_from_percent', 'the smallest slowdown that would have been seen in four nights of five'),
  number('p', 'one-sided, that the candidate is slower'),
  number('nights', 'nights of the base that compare'),
  number('base_launches', 'launches of these'),
  number('candidate_launches', 'launches of the candidate'),
  text('reason', 'what it comes to'),
  {
    name: 'why',
    type: 'string',
    owner: 'host',
    means: 'what else differs, in clauses separated by "; "',
    value: ({ why }: FindingOfRun) => (why.length === 0 ? undefined : why.join('; ')),
  },
] as const satisfies readonly Column<FindingOfRun>[];

export const compareTable = {
  name: 'compare',
  means: 'one metric of one case beside the base',
  key: ['run_id', 'device_udid', 'case_id', 'metric'],
  columns,
} as const satisfies Table<FindingOfRun>;
