import { existsSync, readFileSync } from 'node:fs';
import { launchIn } from './app-launch.js';
import { endsApp } from './faults.js';
import type { Killed } from './killer.js';

/** Launches whose app was killed on purpose, `UDID LAUNCH` for each time: by the soak, or by a fault of the phone. */
export function excuses(
  killed: readonly Killed[],
  requestLogs: readonly string[],
  faults: (start: number) => readonly string[],
): string[] {
  const byKill = killed.flatMap(({ app }) => (app === undefined ? [] : [`${app.udid} ${app.launch}`]));
  const byFault = requestLogs.flatMap((file, index) => {
    const launched = launchesIn(file);
    return faults(index + 1)
      .filter((fault) => endsApp.test(fault))
      .flatMap((fault) => {
        const phone = /^(\d+)\//.exec(fault)?.[1] ?? '1';
        const turn = /:(\d+)/.exec(fault)?.[1] ?? '1';
        const [udid, launches = []] = [...launched][Number(phone) - 1] ?? [];
        const launch = launches[Number(turn) - 1];
        return udid === undefined || launch === undefined ? [] : [`${udid} ${launch}`];
      });
  });
  return [...byKill, ...byFault];
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
