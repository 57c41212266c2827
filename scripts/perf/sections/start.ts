import { z } from 'zod';
import { digits, inBrackets, medianOf, table } from '../markdown.js';
import { section } from '../section.js';

const time = z.strictObject({ wallMs: z.number(), processorMs: z.number() });
const figures = z.strictObject({ rounds: z.array(z.strictObject({ node: time, help: time, predict: time })) });
type Figures = z.infer<typeof figures>;
export type StartRound = Figures['rounds'][number];

/** How many times as much processor time a command takes as Node with nothing to do. */
const toNode = ({ rounds }: Figures, name: keyof StartRound): number[] =>
  rounds.map((round) => round[name].processorMs / round.node.processorMs);

export const start = section({
  name: 'start',
  title: 'How soon the command line answers',
  figures,
  text: (
    found,
  ) => `Each of ${String(found.rounds.length)} rounds starts Node with nothing to do, \`npx rezbench --help\` and \`npx rezbench predict\` of a small model,
who goes first changing. Times are medians; beside them, how many times as much processor time that is as Node's own.

${table(
  ['', 'wall ms', 'above Node ms', 'processor ms', "to Node's"],
  (
    [
      ['`node -e 0`', 'node'],
      ['`npx rezbench --help`', 'help'],
      ['`npx rezbench predict`', 'predict'],
    ] as const
  ).map(([shown, name]) => [
    shown,
    digits(medianOf(found.rounds, (round) => round[name].wallMs)),
    name === 'node' ? '' : digits(medianOf(found.rounds, (round) => round[name].wallMs - round.node.wallMs)),
    digits(medianOf(found.rounds, (round) => round[name].processorMs)),
    name === 'node' ? '1' : inBrackets(toNode(found, name)),
  ]),
)}

\`predict\` watches half-precision values. What a start pays for is bundled with the sources, packages of many small files too. The first
start after a change of the sources builds the bundle; it is not in these figures, and neither is what npm needs before
\`npx rezbench\` starts: \`npm link\` puts \`rezbench\` on the path without it.`,
  ratios: (found) => [
    { name: '`--help` to Node, processor time', rounds: toNode(found, 'help') },
    { name: '`predict` to Node, processor time', rounds: toNode(found, 'predict') },
  ],
});
