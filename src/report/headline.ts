import { isSystemRow } from '../results/system-row.js';
import type { FoundComparison, FoundGate, FoundShip, Judgements } from './read/judgements.js';
import { casesAt, mayLoseDb, recommended } from './draw/pick.js';
import { acrossPhones } from './across-phones.js';
import { distinct, isOk } from './draw/report-data.js';
import type { ReportCase, ReportData, Selection } from './draw/report-data.js';
import { settingWords } from './draw/drawing.js';

/** What a reader learns who reads one sentence, and what they learn who reads four. */
export interface Headline {
  readonly verdict: string;
  readonly more: readonly string[];
}

/** The verdict of whatever judged the run, the gravest first; the tables' own words where nothing did. */
export function headlineOf(data: ReportData, selection: Selection, judgements: Judgements | undefined): Headline {
  const { comparison, gate, ship } = judgements ?? {};
  const runs = distinct(data.phones.map(({ run }) => run));
  // Of several runs, the last one is compared and gated.
  const last = runs.length > 1 ? `${runs.at(-1) ?? ''}: ` : '';
  const [verdict = 'This run has no case.', ...more] = [
    ...(comparison ? [last + comparedWords(comparison)] : []),
    ...(gate ? [last + gateWords(gate)] : []),
    ...(ship ? shipWords(ship) : []),
    ...tableWords(data, selection, runs.length),
  ];
  const unreadable = (judgements?.unreadable ?? []).map(
    (name) => `${name} cannot be read, so the page goes without it; make it again.`,
  );
  return { verdict, more: [...more, ...unreadable] };
}

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${String(count)} ${count === 1 ? one : many}`;

function comparedWords({ outcome, base_runs: bases, findings, only_base: silent = [] }: FoundComparison): string {
  const regressed = findings.filter(({ consequence }) => consequence === 'regressed');
  const cases = (found: typeof findings): string =>
    counted(new Set(found.map(({ device_udid, case_id }) => `${device_udid} ${case_id}`)).size, 'case');
  const against = bases.length === 1 ? (bases[0] ?? 'the base') : `${String(bases.length)} nights of the base`;
  switch (outcome) {
    case 'regressed': {
      const [worst] = [...regressed].sort((a, b) => (b.change_percent ?? 0) - (a.change_percent ?? 0));
      return `${cases(regressed)} regressed against ${against}${worst === undefined ? '' : `: first of all ${worst.variant} on ${worst.device_name}${worst.change_percent === undefined ? `, ${worst.reason}` : `, ${worst.metric} ${worst.change_percent > 0 ? '+' : ''}${worst.change_percent.toFixed(1)} %`}`}.`;
    }
    case 'inconclusive':
      return `Not decided against ${against}: ${cases(findings.filter(({ consequence }) => consequence === 'inconclusive'))} await another measurement.`;
    case 'missing': {
      const unanswered = findings.filter(({ consequence }) => consequence === 'missing');
      const who = [
        ...(unanswered.length > 0 ? [cases(unanswered)] : []),
        ...(silent.length > 0 ? [`${counted(silent.length, 'case')} of the base`] : []),
      ];
      return `Nothing regressed against ${against} as far as it compares, and ${who.join(' and ')} have no answer.`;
    }
    case 'nothing_regressed':
      return `Nothing regressed against ${against}: ${cases(findings)} compared.`;
  }
}

function gateWords({ outcome, level, counts, gaps = [] }: FoundGate): string {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const some = (name: string): string => String(counts[name] ?? 0);
  switch (outcome) {
    case 'failed':
      return `The ${level} budgets are broken: ${some('failed')} of ${String(all)} findings fail.`;
    case 'missing':
      return `The ${level} budgets cannot be judged whole: ${some('missing')} of ${String(all)} findings have no figure${gaps.length > 0 ? `, and ${counted(gaps.length, 'phone')} of the fleet ${gaps.length === 1 ? 'is' : 'are'} missing` : ''}.`;
    case 'inconclusive':
      return `The ${level} budgets are not decided: ${some('inconclusive')} of ${String(all)} findings need more launches.`;
    case 'passed':
    case 'waived':
      return `The ${level} budgets are kept: ${String(all)} findings${outcome === 'waived' ? `, ${some('waived')} by waivers` : ''}.`;
  }
}

type Pick = NonNullable<FoundShip['scales'][number]['smallest']>;

function shipWords({ scales, outcome }: FoundShip): string[] {
  const words = (what: string, { choice, figures }: Pick): string =>
    [
      `${what}, ${choice.variant} on ${choice.compute_units}`,
      ...(figures.package_bytes === undefined ? [] : [`${(figures.package_bytes / 1e6).toFixed(3)} MB`]),
      ...(figures.latency_ms === undefined ? [] : [`${figures.latency_ms.toFixed(2)} ms`]),
      ...(figures.psnr_y_db === undefined ? [] : [`${figures.psnr_y_db.toFixed(2)} dB`]),
    ].join(', ');
  const said = scales.flatMap(({ smallest, fastest }) =>
    smallest === undefined && fastest === undefined
      ? []
      : [
          `Ship ${[...(fastest ? [words('the fastest that keeps every budget', fastest)] : []), ...(smallest ? [words('the smallest', smallest)] : [])].join('; or ')}.`,
        ],
  );
  return said.length > 0 ? said : [`Nothing is recommended to ship (${outcome}).`];
}

const psnrOf = ({ figures }: ReportCase): number | undefined => figures['psnr_y_db'];
const msOf = ({ figures }: ReportCase): number | undefined => figures['latency_median_ms'];
const bytesOf = ({ figures }: ReportCase): number | undefined => figures['package_bytes'];

/** The row with the least of a figure. */
const leastOf = (rows: readonly ReportCase[], of: (row: ReportCase) => number | undefined): ReportCase | undefined =>
  rows.filter((row) => of(row) !== undefined).sort((a, b) => (of(a) ?? 0) - (of(b) ?? 0))[0];

function tableWords(data: ReportData, selection: Selection, runs: number): string[] {
  const ok = data.cases.filter(isOk).length;
  if (data.cases.length > 0 && ok === 0) {
    return [
      `No case of ${runs > 1 ? 'these runs' : 'this run'} is ok, so there is nothing to draw; the status says why.`,
    ];
  }
  const here = casesAt(data, selection);
  const rows = here.filter((row) => !isSystemRow(row));
  const where = `on ${data.phones[selection.phone]?.name ?? 'the phone'} (${settingWords(selection)})`;
  const best = leastOf(rows, (row) => negated(psnrOf(row)));
  const [fastest, smallest] = [leastOf(rows, msOf), leastOf(rows, bytesOf)];
  const lossOf = (row: ReportCase): string => {
    const [own, most] = [psnrOf(row), best && psnrOf(best)];
    if (own === undefined || most === undefined) return 'of unknown PSNR';
    return row === best ? 'with the best PSNR' : `${(most - own).toFixed(2)} dB below the best`;
  };
  const msText = (row: ReportCase): string[] => {
    const ms = msOf(row);
    return ms === undefined ? [] : [`${ms.toFixed(2)} ms`];
  };
  const sentence = (...parts: readonly string[]): string => `${parts.join(', ')}.`;
  // What ship recommends is said already, with its reason.
  const picked = data.shipped.length > 0 ? undefined : recommended(data, selection)[0];
  const pick = rows.find(({ variant }) => variant === picked);
  return [
    ...acrossPhones(data, selection),
    ...(pick && pick !== fastest
      ? [
          `${[`${pick.variant} enlarges`, ...msText(pick).map((ms) => `in ${ms}`), where].join(' ')}, ${lossOf(pick)}: the fastest within ${String(mayLoseDb)} dB.`,
        ]
      : []),
    ...(fastest ? [sentence(`${fastest.variant} is the fastest ${where}`, ...msText(fastest), lossOf(fastest))] : []),
    ...(smallest && smallest !== fastest && smallest !== pick
      ? [
          sentence(
            `${smallest.variant} is the smallest`,
            `${((bytesOf(smallest) ?? 0) / 1e6).toFixed(3)} MB`,
            ...msText(smallest),
            lossOf(smallest),
          ),
        ]
      : []),
    ...(best && best !== pick && best !== fastest
      ? [sentence(`${best.variant} has the best PSNR`, `${(psnrOf(best) ?? 0).toFixed(2)} dB`, ...msText(best))]
      : []),
    ...(best === undefined
      ? [
          data.cases.some((row) => psnrOf(row) !== undefined)
            ? `No case ${where} has a PSNR.`
            : 'No case has a PSNR, so nothing says how good the pictures are; give the sweep a testset.',
        ]
      : []),
    ...here.filter(isSystemRow).map((row) => {
      const psnr = psnrOf(row);
      return sentence(
        `iOS's own upscaler (${row.variant}) enlarges ${where}`,
        ...msText(row).map((ms) => `in ${ms}`),
        ...(psnr === undefined ? [] : [`with ${psnr.toFixed(2)} dB`]),
      );
    }),
    `${counted(ok, 'case')} of ${String(data.cases.length)}${runs > 1 ? ` in ${String(runs)} runs` : ''} ended well.`,
  ];
}

const negated = (value: number | undefined): number | undefined => (value === undefined ? undefined : -value);
