import type { CaseRow } from '../results/tables/results.js';
import { differencesBetween, throttling } from './difference.js';
import type { Seen } from './difference.js';
import { factsOf } from './finding.js';
import type { About, Finding, Metric } from './finding.js';
import { latencyFinding } from './latency.js';
import type { LatencyEvidence, Matched } from './latency.js';
import { memoryFinding } from './memory.js';
import { caseKey } from './night.js';
import type { Night } from './night.js';
import { qualityFinding } from './quality.js';
import { statusFinding } from './status.js';
import { whyOf } from './why.js';

/** Why nothing of the base compares, in a clause. */
interface Refused {
  readonly refused: string;
}

/** A case of the candidate and its rows in the base, from old to new, by what each metric compares with. */
export interface MatchedCase {
  readonly candidate: Seen;
  readonly pinned: readonly Seen[];
  /** The others are undefined where either side has no result at all. */
  readonly latency: Matched | Refused | undefined;
  readonly memory: Matched | Refused | undefined;
  readonly quality: Matched | Refused | undefined;
  /** What keeps nights of the base from being compared with, in a clause; undefined where all of them are. */
  readonly leftOut: string | undefined;
}

/** Finds what a case compares with among the nights of its phone, from old to new. */
export function matchCase(row: CaseRow, nights: readonly Night[], night: Night): MatchedCase {
  const candidate = { night, row };
  const pinned = nights.flatMap((each) => {
    const found = each.rows.get(caseKey(row));
    return found === undefined ? [] : [{ night: each, row: found }];
  });
  const good = pinned.filter((seen) => seen.row.status === 'ok');
  const latest = good.at(-1);
  const none = { candidate, pinned, latency: undefined, memory: undefined, quality: undefined, leftOut: undefined };
  if (row.status !== 'ok' || latest === undefined) return none;
  // A baseline of several packages is none: the latest counts.
  const ofPackage = good.filter((seen) => seen.row.variant_sha256 === latest.row.variant_sha256);
  const comparable = (metric: Metric): Matched | Refused => {
    const differences = ofPackage.map((seen) => [
      ...differencesBetween(seen, candidate).flatMap(({ reason, metrics }) =>
        metrics.includes(metric) ? [reason] : [],
      ),
      ...(metric === 'latency' ? throttled('the base', seen.row) : []),
    ]);
    const own = metric === 'latency' ? throttled('the candidate', row) : [];
    const usable = ofPackage.filter((_, index) => differences[index]?.length === 0);
    if (usable.length > 0 && own.length === 0) return { candidate, pinned: usable };
    return { refused: [...(usable.length > 0 ? [] : (differences.at(-1) ?? [])), ...own].join('; ') };
  };
  const latency = comparable('latency');
  return {
    candidate,
    pinned,
    latency,
    memory: comparable('memory'),
    quality: comparable('quality'),
    leftOut: 'refused' in latency ? undefined : leftOut(good.length - latency.pinned.length, good.length),
  };
}

const throttled = (whose: string, row: CaseRow): string[] => {
  const why = throttling(row);
  return why === undefined ? [] : [`${whose} was measured on a phone that held back: ${why}`];
};

const leftOut = (count: number, of: number): string | undefined =>
  count === 0
    ? undefined
    : `${String(count)} of ${String(of)} nights do not compare: another package, iOS, app or input, or a phone that held back`;

/** All that is found about a case that the base has as well. */
export function caseFindings(matched: MatchedCase, evidence: LatencyEvidence): Finding[] {
  const { candidate, pinned, latency, memory, quality } = matched;
  const status = statusFinding(
    pinned.map(({ row }) => row),
    candidate.row,
  );
  const found: { readonly about: About; readonly base: readonly Seen[] }[] = [{ about: status, base: pinned }];
  const told = new Set<string>();
  const add = (
    metric: Metric,
    matching: Matched | Refused | undefined,
    make: (found: Matched) => About | undefined,
  ): void => {
    if (matching === undefined) return;
    if (!('refused' in matching)) {
      const about = make(matching);
      if (about !== undefined) found.push({ about, base: matching.pinned });
      return;
    }
    // What keeps a phone's latency from being compared usually keeps its memory as well, and is told once.
    if (told.has(matching.refused)) return;
    told.add(matching.refused);
    found.push({ about: refusal(metric, matching.refused), base: pinned });
  };
  add('latency', latency, (one) => latencyFinding(one, evidence));
  add('memory', memory, (one) => memoryFinding(one.pinned, one.candidate));
  add('quality', quality, ({ pinned: usable }) => {
    const latest = usable.at(-1);
    return latest && qualityFinding(latest, candidate);
  });
  return found.map(({ about, base }) => ({
    ...factsOf(candidate.row),
    ...about,
    why: isNews(about) ? whyOf(base, candidate, about.metric) : [],
  }));
}

const refusal = (metric: Metric, reason: string): About => ({
  metric,
  verdict: 'refused',
  consequence: 'missing',
  method: 'not compared',
  reason,
});

const isNews = ({ verdict, consequence }: About): boolean =>
  consequence !== 'none' || verdict === 'regressed' || verdict === 'improved';
