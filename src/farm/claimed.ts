import { hostname, networkInterfaces } from 'node:os';
import type { GridPhone } from '../lab/grid-status.js';
import { titleOf } from '../phone/target.js';
import type { Target } from '../phone/target.js';
import { exitCodes, Problem } from '../problem.js';

/** Throws a Problem for a phone that another node serves: Grid would give a session on either. */
export function refuseClaimed(targets: readonly Target[], phones: readonly GridPhone[], port: number): void {
  for (const target of targets) {
    const other = phones.find(
      ({ isUp, node, stereotype }) =>
        isUp && stereotype['appium:udid'] === target.udid && !isThisHost(new URL(node), port),
    );
    if (other === undefined) continue;
    throw new Problem(
      `${titleOf(target)} is claimed by the node ${other.node}; end that one, or name another phone by --device`,
      exitCodes.missing,
    );
  }
}

/** An earlier node of this host with this port, which the hub has not missed yet. */
function isThisHost({ hostname: theirs, port: theirPort }: URL, port: number): boolean {
  const own = Object.values(networkInterfaces()).flatMap((each) => each?.map(({ address }) => address) ?? []);
  return Number(theirPort) === port && [hostname(), ...own].includes(theirs);
}
