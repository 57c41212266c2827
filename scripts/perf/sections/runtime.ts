import { z } from 'zod';
import { digits, inBrackets, medianOf, table } from '../markdown.js';
import { section } from '../section.js';

const load = z.strictObject({ ms: z.number(), peakMb: z.number() });
const contestSchema = z.strictObject({
  network: z.string(),
  side: z.int(),
  threads: z.int(),
  rounds: z.array(z.strictObject({ packageNs: z.number(), onnxNs: z.number(), torchNs: z.number() })),
  /** Read, translate, load and predict once, in a fresh process. */
  packageLoad: load,
  onnxLoad: load,
});
export type Contest = z.infer<typeof contestSchema>;

const figures = z.strictObject({ onnxRuntime: z.string(), torch: z.string(), contests: z.array(contestSchema) });

const toOnnx = ({ rounds }: Contest): number[] => rounds.map(({ packageNs, onnxNs }) => packageNs / onnxNs);
const toTorch = ({ rounds }: Contest): number[] => rounds.map(({ packageNs, torchNs }) => packageNs / torchNs);

const named = ({ network, side, threads }: Contest): string =>
  `${network} at ${String(side)}x${String(side)}, ${String(threads)} ${threads === 1 ? 'thread' : 'threads'}`;

export const runtime = section({
  name: 'runtime',
  title: 'How fast the host runtime is',
  figures,
  text: (
    found,
  ) => `The host runs Core ML packages by translating them for ONNX Runtime ${found.onnxRuntime}. These figures compare it with ONNX Runtime on what
\`torch.onnx\` exports of the same weights, and with PyTorch ${found.torch} on the CPU. A ratio below 1 says that the package was faster.

${table(
  [
    ...['network', 'input', 'threads', 'ms', 'to exported ONNX', 'to PyTorch'],
    ...['first load ms: package', 'exported', 'peak MB: package', 'exported'],
  ],
  found.contests.map((contest) => [
    ...[contest.network, `${String(contest.side)}x${String(contest.side)}`, String(contest.threads)],
    digits(medianOf(contest.rounds, ({ packageNs }) => packageNs / 1e6)),
    ...[inBrackets(toOnnx(contest)), inBrackets(toTorch(contest))],
    ...[contest.packageLoad.ms, contest.onnxLoad.ms, contest.packageLoad.peakMb, contest.onnxLoad.peakMb].map(digits),
  ]),
)}

In each of ${String(found.contests[0]?.rounds.length ?? 0)} rounds both predict once in one process, who goes first changing, then PyTorch in a process beside it. First load (read,
translate, load, predict once) and peak memory are those of one fresh process each.`,
  ratios: (found) =>
    found.contests.flatMap((contest) => [
      { name: `${named(contest)}, to exported ONNX`, rounds: toOnnx(contest) },
      { name: `${named(contest)}, to PyTorch`, rounds: toTorch(contest) },
    ]),
});
