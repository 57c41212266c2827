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
