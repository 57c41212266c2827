import type { Lab } from '../lab/lab.js';
import type { Target } from '../phone/target.js';
import { titleOf } from '../phone/target.js';
import { exitCodes, Problem } from '../problem.js';
import type { ExitCode } from '../problem.js';
import type { RunFleet } from '../results/provenance.js';
import type { RunFolder } from '../results/run-folder.js';
import { optionsAgain } from './again.js';
import { labOf } from './lab-of.js';
import type { LabArgs } from './lab-of.js';
import { virtualPhonesOf } from './virtual-phones.js';

/** What carries runs out, one after another, on the phones that a command was told of. */
export interface Bench {
  /** The options with which the same command finds these phones again. */
  readonly again: readonly string[];
  /** The fleet file that describes them, if one does. */
  readonly fleet: RunFleet | undefined;
  /** The phones there are. */
  phones(): Promise<readonly Target[]>;
  /**
   * Carries a run out to its end, with the app of this .ipa where one is named. Returns the exit code of one that was stopped, and
   * undefined otherwise. What goes wrong is told with the command that goes on with the run, which `folder` may name.
   */
  measure(folder: RunFolder, ipa?: string): Promise<ExitCode | undefined>;
  close(): Promise<void>;
}

/** How a command was told which phones to take, and whether its answer is to be all that is on standard output. */
interface BenchArgs extends LabArgs {
  json: boolean;
}

/** Opens the bench of a command; tests have others. `app` takes the place of the one that was asked for. */
export type OpenBench = (args: BenchArgs, app?: string) => Promise<Bench>;

/** A run closes its lab, so the next one opens another; but where apps change, the phones stay, and so does what is on them. */
export async function benchOf(args: BenchArgs, app = args.app, openLab = labOf): ReturnType<OpenBench> {
  const virtual = await virtualPhonesOf(args);
  const { fleet } = { ...virtual };
  const again = optionsAgain(args);
  const speech = args.json ? 'json' : 'full';
  let open: Lab | undefined;
  const lab = async (): Promise<Lab> => (open ??= await openLab({ ...args, app }, virtual));
  return {
    again,
    fleet,
    phones: async () => (await lab()).phones(),
    async measure({ path, goesOnWith }, ipa) {
      const { carryOut, sayShortcomings, unfinishedCode } = await import('./carry-out.js');
      const opened = await lab();
      if (ipa === undefined) open = undefined;
      const used = ipa === undefined ? opened : { ...opened, ipa, close: () => Promise.resolve() };
      const source = { kind: 'resume', path, retryQuarantined: true, again, goesOnWith, fleet, speech } as const;
      const done = await carryOut(source, used);
      const unfinished = unfinishedCode(done);
      if (unfinished === undefined) sayShortcomings(done.shortcomings);
      return unfinished;
    },
    async close() {
      await open?.close();
    },
  };
}

/** The phone with this udid, or the only one. Throws a Problem for one that is not there, and for several. */
export function phoneAmong(phones: readonly Target[], udid: string | undefined): Target {
  const known = phones.map(titleOf).join(', ');
  const wanted = udid === undefined ? phones : phones.filter((phone) => phone.udid === udid || phone.name === udid);
  const [phone, ...others] = wanted;
  if (phone === undefined) {
    throw new Problem(`the phone ${udid ?? ''} is not there; attach it (there are: ${known})`, exitCodes.missing);
  }
  if (others.length > 0) throw new Problem(`there are several phones: ${known}; choose one with --device UDID`);
  return phone;
}
