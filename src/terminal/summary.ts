import { explain } from '../contract/outcome.js';
import { caseRecords, meanOverImages } from '../results/case-record.js';
import type { CaseRecord, PhoneRecord } from '../results/case-record.js';
import { latencyOf } from '../results/case-figures.js';
import { caseOutcome } from '../results/case-outcome.js';
import { resultsOf } from '../results/launch-record.js';
import { textTable } from './table.js';

const head = [
  'variant',
  'units',
  'size',
  'status',
  'params',
  'kB',
  'weights',
  'median ms',
  'memory MB',
  'PSNR-Y dB',
  'fidelity dB',
];

/** A run's cases in brief, for the terminal. */
export function summaryTable(phones: readonly PhoneRecord[]): string {
  const several = phones.length > 1;
  const rows = phones.flatMap((phone) =>
    caseRecords(phone).map((record) => [
      ...(several ? [phone.sessions.at(-1)?.deviceName ?? phone.udid] : []),
      ...brief(record),
    ]),
  );
  return textTable([...(several ? ['phone'] : []), ...head], rows);
}

function brief(record: CaseRecord): string[] {
  const { planned, variant, measured, enlarged } = record;
  const outcome = caseOutcome(record);
  const figures = latencyOf(record);
  const peak = measured[0] && resultsOf(measured[0], 'measure').at(-1)?.footprintPeakBytes;
  const fixed = (value: number | undefined, digits: number): string =>
    value === undefined ? '' : value.toFixed(digits);
  return [
    planned.variant,
    planned.computeUnits,
    `${String(planned.width)}x${String(planned.height)}`,
    outcome.status === 'ok' ? 'ok' : `${outcome.status}: ${explain(outcome)}`,
    fixed(variant.params, 0),
    fixed(variant.packageBytes / 1e3, 0),
    variant.weightDtype ?? '',
    fixed(figures && figures.medianNs / 1e6, 2),
    fixed(peak === undefined ? undefined : peak / 1e6, 0),
    fixed(
      meanOverImages(enlarged, ({ psnrYDb }) => psnrYDb),
      2,
    ),
    fixed(
      meanOverImages(enlarged, ({ fidelityDb }) => fidelityDb),
      2,
    ),
  ];
}
