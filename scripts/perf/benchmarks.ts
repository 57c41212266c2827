import { aBrowser, aGrid, hasModules, linux, pythonWith, theSwiftApp } from './needs.js';
import type { Need } from './needs.js';
import type { Section } from './section.js';
import { fleet } from './sections/fleet.js';
import { grid } from './sections/grid.js';
import { overhead, overheadSwift } from './sections/overhead.js';
import { perceptual } from './sections/perceptual.js';
import { quality } from './sections/quality.js';
import { report } from './sections/report.js';
import { runtime } from './sections/runtime.js';
import { start } from './sections/start.js';
import { tables } from './sections/tables.js';

/** A script that measures what a section of docs/performance.md says. */
export interface Benchmark {
  readonly section: Section;
  /** In scripts/perf. It takes `--json FILE` besides. */
  readonly script: string;
  /** PYTHON stands for the Python that is given. */
  readonly words: (python: string | undefined) => readonly string[];
  readonly needs: readonly Need[];
  /** Whether it takes so long that it is measured only when `--only` names it. */
  readonly isLong?: boolean;
}

/** Each launch of the twin starts Node, which no iPhone does, and twenty of those at once are another matter. */
const withSwift = ['--app', 'swift'];
const withPython = ['--python', 'PYTHON'];

/** In the order of the page. */
export const benchmarks: readonly Benchmark[] = [
  { section: overhead, script: 'overhead.ts', words: () => [], needs: [] },
  { section: overheadSwift, script: 'overhead.ts', words: () => withSwift, needs: [theSwiftApp] },
  {
    section: fleet,
    script: 'fleet.ts',
    words: () => ['--phones', '1,2,4,8,16', ...withSwift],
    needs: [linux, theSwiftApp],
  },
  { section: grid, script: 'grid.ts', words: () => withSwift, needs: [linux, theSwiftApp, aGrid], isLong: true },
  { section: quality, script: 'quality.ts', words: () => withPython, needs: [pythonWith('skimage')] },
  { section: perceptual, script: 'perceptual.ts', words: () => [], needs: [] },
  {
    section: runtime,
    script: 'runtime.ts',
    words: () => withPython,
    needs: [pythonWith('torch', 'coremltools', 'onnx')],
  },
  {
    section: tables,
    script: 'tables.ts',
    words: (python) => (python !== undefined && hasModules(python, ['pandas']) ? withPython : []),
    needs: [],
  },
  { section: start, script: 'start.ts', words: () => [], needs: [] },
  { section: report, script: 'report.ts', words: () => [], needs: [aBrowser] },
];

/** The command line of a benchmark, as a page and a person have it. */
export const commandOf = ({ script, words }: Pick<Benchmark, 'script' | 'words'>, python?: string): string =>
  ['npx tsx', `scripts/perf/${script}`, ...words(python)].join(' ');
