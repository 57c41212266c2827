import { markdownText } from '../results/markdown-text.js';
import { shellWord } from '../results/shell-word.js';
import type { Comparison } from './comparison.js';
import type { Finding } from './finding.js';
import { groupBy } from '../results/group-by.js';

/** What the two sides are called on the command line. */
export interface Paths {
  readonly bases: readonly string[];
  readonly candidate: string;
}

/** The command that measures what a comparison still awaits. */
export const confirmCommand = ({ bases, candidate }: Paths, { is_strict }: Pick<Comparison, 'is_strict'>): string =>
  [
    'npx rezbench compare',
    ...[...bases, candidate].map(shellWord),
    '--confirm',
    ...(is_strict ? ['--strict'] : []),
  ].join(' ');

/** What a reader should do about a comparison, in Markdown, a sentence each. */
export function nextSteps(comparison: Comparison, paths: Paths): string[] {
  const { findings, only_base } = comparison;
  const regressed = regressedIn(findings);
  const awaiting = findings.filter(({ awaits }) => awaits !== undefined);
  const cases = awaiting.length === 1 ? '1 case' : `${String(awaiting.length)} cases`;
  const undecided = findings.filter(
    ({ consequence, awaits }) => consequence === 'inconclusive' && awaits === undefined,
  );
  const missing = findings.filter(({ consequence }) => consequence === 'missing').length + only_base.length;
  const candidate = shellWord(paths.candidate);
  const steps = [
    ...(regressed.length > 0
      ? [
          `Do not ship ${markdownText(regressed.join('; '))} before the cause below is understood. The package that a *Why* names first is the one to go back to. If the change is accepted, \`npx rezbench promote ${candidate} --force --reason TEXT\` makes it the new normal.`,
        ]
      : []),
    ...(awaiting.length > 0
      ? [
          `Measure ${cases} in pairs, on the same phones, before anything is decided: \`${confirmCommand(paths, comparison)}\`.`,
        ]
      : []),
    ...(undecided.length > 0
      ? ['Measure more launches of what is not decided yet (`launches` in the sweep), or more nights of the base.']
      : []),
    ...(missing > 0
      ? [
          `Look at what was not compared (${String(missing)}): finish the run with \`npx rezbench run --resume ${candidate}\`, or begin a new epoch with \`npx rezbench promote ${candidate}\` where iOS or the app changed on purpose.`,
        ]
      : []),
  ];
  return steps.length > 0
    ? steps
    : [`Nothing. \`npx rezbench promote ${candidate}\` makes this run a part of the base.`];
}

/** Such as `net (memory and quality on Bench 1, Bench 2)`: each variant once, since it is what is shipped. */
function regressedIn(findings: readonly Finding[]): string[] {
  const regressed = findings.filter(({ consequence }) => consequence === 'regressed');
  return [...groupBy(regressed, ({ variant }) => variant)].map(([variant, found]) => {
    const metrics = new Set(found.map(({ metric }) => metric));
    const phones = new Set(found.map(({ device_name }) => device_name));
    return `${variant} (${[...metrics].join(' and ')} on ${[...phones].join(', ')})`;
  });
}
