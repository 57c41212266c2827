import { join } from 'node:path';
import { format } from 'prettier';
import { projectRoot } from '../../src/project.js';
import { commandOf } from './benchmarks.js';
import type { Benchmark } from './benchmarks.js';
import { fewestRounds, tolerated } from './estimate.js';
import { inWords } from './machine.js';
import type { Measured } from './measured.js';

export const pageFile = join(projectRoot, 'docs/performance.md');

/** docs/performance.md, of what each benchmark measured last. Throws where figures are not what their section takes. */
export const renderPage = (
  benchmarks: readonly Benchmark[],
  measuredOf: (name: string) => Measured | undefined,
): Promise<string> =>
  format(
    [introduction, ...benchmarks.map((each) => sectionText(each, measuredOf(each.section.name))), ''].join('\n\n'),
    { parser: 'markdown', printWidth: 120 },
  );

const introduction = `# Performance

What rezbench itself costs, and how fast it is. \`npx tsx scripts/perf/all.ts\` measures all of it and writes this page; a test holds the page to
the figures in \`scripts/perf/measured\`. Each section says when, where and by which command it was measured.

Absolute times are those of that machine. A ratio is the median over rounds, in each of which both sides were measured one after the
other. In brackets stands the 95 % interval of that median by order statistics; of fewer than ${String(fewestRounds)} rounds, their range.
\`npx tsx scripts/perf/all.ts --check\` measures anew and compares every ratio with the published one: they agree where the intervals overlap,
or lie less than ${String(100 * tolerated)} % apart.`;

function sectionText(benchmark: Benchmark, measured: Measured | undefined): string {
  const { section } = benchmark;
  const head = `## ${section.title}`;
  if (measured === undefined) return `${head}\n\nThis has not been measured yet: \`${commandOf(benchmark)}\` does.`;
  return [head, section.text(section.figures.parse(measured.figures)), provenance(measured)].join('\n\n');
}

function provenance({ command, machine, measuredOn, minutes, commit, isChanged }: Measured): string {
  const sources =
    commit === undefined ? '' : `, on the sources of ${commit}${isChanged === true ? ' with changes' : ''}`;
  const took = minutes < 1 ? `${(60 * minutes).toFixed(0)} s` : `${minutes.toFixed(0)} min`;
  return `\`${command}\` measured this on ${measuredOn} in ${took}${sources}, with ${inWords(machine)}.`;
}
