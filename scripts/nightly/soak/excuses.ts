import { existsSync, readFileSync } from 'node:fs';
import { launchIn } from './app-launch.js';
import { endsApp } from './faults.js';
import type { Killed } from './killer.js';

/** The steps of a launch, by the name that it has in a journal. */
export type StepsOf = (launch: string) => readonly string[];

/** Launches whose app was killed on purpose, `UDID LAUNCH` for each time: by the soak, or by a fault of the phone. */
export function excuses(
  killed: readonly Killed[],
  requestLogs: readonly string[],
  faults: (start: number) => readonly string[],
  stepsOf: StepsOf,
): string[] {
  const byKill = killed.flatMap(({ app }) => (app === undefined ? [] : [`${app.udid} ${app.launch}`]));
  const byFault = requestLogs.flatMap((file, index) => {
    const launched = launchesIn(file);
    return faults(index + 1).flatMap((fault) => struckBy(fault, launched, stepsOf));
  });
  return [...byKill, ...byFault];
}

/** The launch whose app a fault ends: of those of its phone, or of those of them that have the step that it names. */
function struckBy(fault: string, launched: ReadonlyMap<string, readonly string[]>, stepsOf: StepsOf): string[] {
  if (!endsApp.test(fault)) return [];
  const phone = Number(/^(\d+)\//.exec(fault)?.[1] ?? 1);
  const turn = Number(/:(\d+)/.exec(fault)?.[1] ?? 1);
  const step = /@([a-z_]+)/.exec(fault)?.[1] ?? /\bkill:([a-z_]+)/.exec(fault)?.[1];
  const [udid, launches = []] = [...launched][phone - 1] ?? [];
  const qualified = launches.filter((launch) => step === undefined || stepsOf(launch).includes(step));
  const launch = qualified[turn - 1];
  return udid === undefined || launch === undefined ? [] : [`${udid} ${launch}`];
}

/** The launches of each phone, in the order in which they began, by udid: udids count up as phones do. */
function launchesIn(requestLog: string): ReadonlyMap<string, readonly string[]> {
  const launched = new Map<string, string[]>();
  if (!existsSync(requestLog)) return launched;
  for (const line of readFileSync(requestLog, 'utf8').split('\n')) {
    const launch = line.includes('"what":"launch ') ? launchIn(line) : undefined;
    const udid = /"phone":"([^"]+)"/.exec(line)?.[1];
    if (launch === undefined || udid === undefined) continue;
    launched.set(udid, [...(launched.get(udid) ?? []), launch]);
  }
  return new Map([...launched].sort(([one], [other]) => (one < other ? -1 : 1)));
}
