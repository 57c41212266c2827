import { inFull, mostOf } from '../bounds/bounds.js';
import { Problem } from '../problem.js';
import type { Fleet } from '../virtual/fleet.js';

/** Which virtual iPhones `run --virtual` asks for: so many, or those of a fleet file. */
export interface VirtualPhones {
  readonly count: number;
  readonly fleet?: Fleet | undefined;
}

interface Options {
  readonly virtual?: string | undefined;
  readonly ios?: string | undefined;
  readonly app?: string | undefined;
  readonly night?: number | undefined;
  readonly fault?: readonly string[] | undefined;
}

/**
 * Reads `--virtual`: a number, or the path of a fleet file. Undefined without the option. Throws a Problem for a number of phones
 * that nobody can have, for what a fleet file says wrongly, for options that contradict one, and for faults without virtual phones.
 */
export async function virtualPhonesOf({
  virtual,
  ios,
  app,
  night,
  fault = [],
}: Options): Promise<VirtualPhones | undefined> {
  if (night !== undefined && (virtual === undefined || !isPath(virtual))) {
    throw new Problem(`--night ${String(night)}: give a fleet file with latency: modelled to --virtual`);
  }
  if (virtual === undefined && fault.length > 0) {
    throw new Problem(`--fault ${fault.join(' ')}: only virtual iPhones have faults; leave it out, or add --virtual`);
  }
  if (virtual === undefined) return undefined;
  if (!isPath(virtual)) return { count: countOf(virtual) };
  return fleetPhones(virtual, { ios, app, night });
}

/** The phones of a fleet file. Throws a Problem for what it says wrongly, and for options that contradict it. */
export async function fleetPhones(
  file: string,
  { ios, app, night }: Omit<Options, 'fault' | 'virtual'>,
): Promise<VirtualPhones & { readonly fleet: Fleet }> {
  if (ios !== undefined) {
    throw new Problem(`--ios ${ios}: ${file} says what each phone runs; leave --ios out, or write ios into it`);
  }
  const { readFleet } = await import('../virtual/fleet.js');
  const fleet = readFleet(file, night);
  if (fleet.latency === 'modelled' && app !== undefined && app !== 'twin') {
    throw new Problem(`--app ${app}: only the twin draws the latency that ${file} asks for; leave --app out`);
  }
  return { count: fleet.phones.length, fleet };
}

/** What names a file; anything else is to be a number. */
const isPath = (text: string): boolean => /\.ya?ml$|[/\\]/.test(text);

function countOf(text: string): number {
  const most = mostOf.virtualPhones.most;
  const count = /^\d+$/.test(text) ? Number(text) : NaN;
  if (count >= 1 && count <= most) return count;
  throw new Problem(
    `--virtual ${text}: give a whole number from 1 to ${inFull(most)}, or a fleet file, whose name ends in .yaml`,
  );
}
