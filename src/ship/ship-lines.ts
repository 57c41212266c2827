import { nameOf } from './choice.js';
import type { Candidate, GivesUp, Pick, Recommendation } from './recommend.js';
import { besideSystemText } from './beside-system.js';

/* What is said of a recommendation, alike in the terminal and in ship.md. */

const fixed = (value: number | undefined, digits: number, unit = 1): string =>
  value === undefined ? '' : (value / unit).toFixed(digits);

export const candidateHead = [
  'what',
  'variant',
  'units',
  'MB',
  'latency ms',
  'slowest ms',
  'PSNR-Y dB',
  'memory MB',
  'gives up',
] as const;

/** The picks of a scale and their runners-up, a row each. */
export function candidateRows({ smallest, fastest }: Recommendation): string[][] {
  const rowsOf = (what: string, pick: Pick | undefined): string[][] =>
    pick === undefined
      ? []
      : [
          candidateRow(what, pick),
          ...(pick.runner_up === undefined ? [] : [candidateRow(`${what}, runner-up`, pick.runner_up)]),
        ];
  return [...rowsOf('smallest', smallest), ...rowsOf('fastest', fastest)];
}

const candidateRow = (what: string, { choice, figures, gives_up }: Candidate): string[] => [
  what,
  choice.variant,
  choice.compute_units,
  fixed(figures.package_bytes, 3, 1e6),
  fixed(figures.latency_ms, 2),
  figures.slowest === undefined
    ? ''
    : `${fixed(figures.slowest.ms, 2)} (${figures.slowest.device_name}, ${figures.slowest.size})`,
  fixed(figures.psnr_y_db, 3),
  fixed(figures.memory_predict_peak_bytes, 1, 1e6),
  givesUpText(gives_up),
];

/** Such as `0.012 dB, 3.1 ms`; `nothing` for the best in every respect. */
export function givesUpText({ db, ms, bytes }: GivesUp): string {
  const parts = [
    db === undefined || db <= 0 ? [] : `${db.toFixed(3)} dB`,
    ms === undefined || ms <= 0 ? [] : `${ms.toFixed(2)} ms`,
    bytes === undefined || bytes <= 0 ? [] : `${(bytes / 1e6).toFixed(3)} MB`,
  ].flat();
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

export const scaleTitle = ({ scale }: Recommendation): string =>
  scale === undefined ? 'Unknown scale' : `x${String(scale)}`;

/** Sentences after the table. */
export function scaleNotes({ smallest, fastest, meeting, beside_system: beside }: Recommendation): string[] {
  const picks = [smallest, fastest].filter((pick) => pick !== undefined);
  const waivers = picks.flatMap(({ choice, waivers: owed }) =>
    owed.map((text) => `${nameOf(choice)} meets them by a waiver: ${text}`),
  );
  return [
    ...(meeting === 0 ? ['No choice of variant and compute units meets every budget on every required phone.'] : []),
    ...(fastest?.runner_up !== undefined && fastest.is_clear !== true
      ? [
          `${nameOf(fastest.choice)} is not shown to be faster than ${nameOf(fastest.runner_up.choice)}: not all their intervals lie apart.`,
        ]
      : []),
    ...new Set(waivers),
    ...(fastest && beside ? [besideSystemText(nameOf(fastest.choice), beside)] : []),
  ];
}

export const rejectedHead = ['not recommended', 'variant', 'units', 'why'] as const;

/** The worst last, as the gate has them in a terminal. */
export const rejectedRows = ({ not_recommended: rejected }: Recommendation, most = Infinity): string[][] =>
  rejected.map(({ choice, outcome, reasons }) => {
    const more = reasons.length - most;
    const said = reasons.slice(0, most).join('; ');
    return [outcome, choice.variant, choice.compute_units, more > 0 ? `${said}; and ${String(more)} more` : said];
  });
