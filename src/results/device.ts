import { osEpoch, osEpochs } from '../contract/os-epochs.js';
import type { CaseRow } from './tables/results.js';

/* What every reader of results.csv says alike about a phone. */

/** A phone's name for a person: the lab's, else the owner's, else its udid. */
export const deviceName = ({
  lab_name,
  device_name,
  device_udid,
}: Pick<CaseRow, 'lab_name' | 'device_name' | 'device_udid'>): string => lab_name ?? device_name ?? device_udid;

/** False only for a simulator or a virtual iPhone; a phone whose app never said hello counts as one. */
export const isIphone = ({ device_kind }: Pick<CaseRow, 'device_kind'>): boolean =>
  device_kind === undefined || device_kind === 'physical';

/** A warning that belongs beside every figure that is not an iPhone's. */
export const virtualFigures = 'Figures of a virtual iPhone say nothing of an iPhone';

/** What a table's latency and memory are, where a row says that a model drew them. */
export const modelledFigures = 'A model of phones drew latency and memory';
export const isModelled = ({ latency_source }: Pick<CaseRow, 'latency_source'>): boolean =>
  latency_source === 'modelled';

/** The epoch of a row's iOS, also for tables that are older than the column. */
export const osEpochOf = ({ os_epoch, os_version }: Pick<CaseRow, 'os_epoch' | 'os_version'>): string | undefined =>
  os_epoch ?? osEpoch(os_version ?? '');

/** Each epoch once, from old to new. */
export const sortedEpochs = (epochs: Iterable<string>): string[] => {
  const known: readonly string[] = osEpochs.map(({ name }) => name);
  return [...new Set(epochs)].sort((one, other) => known.indexOf(one) - known.indexOf(other));
};

/** What an epoch's memory contains, for a person. */
export function explainMemory(epoch: string): string {
  const known = osEpochs.find(({ name }) => name === epoch);
  return known === undefined ? epoch : `on ${known.means}, ${known.memory}`;
}
