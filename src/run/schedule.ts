import type { Plan, PlannedLaunch } from '../plan/plan.js';

/**
 * What a session carries out, in order: the prepares that are due, then the anchors, then the rest with the anchors again
 * after every `anchorEvery` launches. Anchors tell whether the phone as a whole has changed, so no two of a kind follow each
 * other and none comes after the last launch.
 */
export function schedule(
  { anchors, anchorEvery }: Pick<Plan, 'anchorEvery'> & { readonly anchors: readonly PlannedLaunch[] },
  due: readonly PlannedLaunch[],
): PlannedLaunch[] {
  const rest = due.findIndex(({ kind }) => kind !== 'prepare');
  const prepares = rest < 0 ? due : due.slice(0, rest);
  const others = rest < 0 ? [] : due.slice(rest);
  return [
    ...prepares,
    ...anchors,
    ...others.flatMap((launch, index) => (index > 0 && index % anchorEvery === 0 ? [...anchors, launch] : [launch])),
  ];
}
