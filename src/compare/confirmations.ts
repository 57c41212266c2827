import { modelArmOf } from '../contract/job.js';
import { plannedLaunches } from '../plan/on-demand.js';
import type { PhoneRecord } from '../results/case-record.js';
import { readRun } from '../results/read-run.js';
import { confirm } from '../verdict/confirm.js';
import type { Confirmation as Found } from '../verdict/confirm.js';
import { nightly, strict } from '../verdict/design.js';
import type { Design } from '../verdict/design.js';
import type { PairedLaunch } from '../verdict/latencies.js';
import { confirmationsBeside } from './confirmation-file.js';
import type { CaseInConfirmation, Part } from './confirmation-file.js';
import { blocksOf } from './blocks.js';
import type { Confirmed } from './confirmed.js';
import { caseKey } from './night.js';
import type { Night } from './night.js';

export const designOf = (isStrict: boolean): Design => (isStrict ? strict : nightly);

/** What the confirmations beside a run have found of its cases. A strict comparison takes none but strict ones. */
export function confirmationsOf(candidate: Night, isStrict: boolean): Confirmed {
  const keys = new Map(
    [...candidate.rows.values()].map((row) => [JSON.stringify([row.device_udid, row.case_id]), caseKey(row)]),
  );
  const found = new Map<string, Partial<Record<Part, Found>>>();
  const runs: string[] = [];
  for (const { folder, confirmation } of confirmationsBeside(candidate.folder)) {
    if (isStrict && !confirmation.isStrict) continue;
    const phones = readRun(folder);
    // One that was only planned has found nothing, not even that it lacks launches.
    if (!phones.some(({ launches }) => launches.length > 0)) continue;
    runs.push(folder.id);
    for (const one of confirmation.cases) {
      const key = keys.get(JSON.stringify([one.udid, one.caseId]));
      const phone = phones.find(({ udid }) => udid === one.udid);
      if (key === undefined || phone === undefined) continue;
      const place = JSON.stringify([key, one.base]);
      const result = confirm(pairedLaunches(phone, one), designOf(confirmation.isStrict));
      const known = found.get(place) ?? {};
      const before = known[confirmation.part];
      // Of several that can be used the first one counts, since whoever repeats until it fits would find what they want.
      if (before === undefined || before.kind === 'unusable')
        found.set(place, { ...known, [confirmation.part]: result });
    }
  }
  return { runs, of: (key, basePackage) => found.get(JSON.stringify([key, basePackage])) ?? {} };
}

/** The launches that ended well and compared this case on this phone. */
export function pairedLaunches(
  phone: PhoneRecord,
  { udid, caseId, base, candidate }: CaseInConfirmation,
): PairedLaunch[] {
  const find = plannedLaunches(phone.plan);
  return phone.launches.flatMap((record) => {
    const planned = find(record.finished.launch);
    if (planned?.kind !== 'confirm' || planned.case !== caseId || !(planned.devices ?? [udid]).includes(udid))
      return [];
    const [a, b] = [modelArmOf(planned.job, 'a'), modelArmOf(planned.job, 'b')];
    if (a?.sha256 !== base || b?.sha256 !== candidate || record.finished.outcome.status !== 'ok') return [];
    return [{ blocks: blocksOf(record, planned) }];
  });
}
