import type { CaseRecord } from '../../case-record.js';
import type { Column } from '../../column.js';

const session = ({ phone, measured }: CaseRecord) => measured[0]?.session ?? phone.sessions.at(-1);
const hello = ({ phone, measured }: CaseRecord) =>
  measured[0]?.hello ?? phone.launches.find((launch) => launch.hello !== undefined)?.hello;

/** The phone it ran on. */
export const device: readonly Column<CaseRecord>[] = [
  {
    name: 'device_udid',
    type: 'string',
    owner: 'phone',
    means: 'unique device identifier',
    value: ({ phone }) => phone.udid,
  },
  {
    name: 'device_name',
    type: 'string',
    owner: 'phone',
    means: 'name its owner gave it',
    value: (row) => session(row)?.deviceName,
  },
  {
    name: 'lab_name',
    type: 'string',
    owner: 'plan',
    means: 'name in the lab file; empty without one',
    value: (row) => session(row)?.labName,
  },
  {
    name: 'device_model',
    type: 'string',
    owner: 'app',
    means: 'hw.machine, such as iPhone15,2',
    value: (row) => hello(row)?.device.model,
  },
  {
    name: 'device_kind',
    type: 'string',
    owner: 'app',
    means: 'physical, simulator or virtual; figures of the latter two say nothing of an iPhone',
    value: (row) => hello(row)?.device.kind,
  },
  { name: 'os_version', type: 'string', owner: 'phone', means: 'iOS version', value: (row) => session(row)?.osVersion },
  { name: 'os_build', type: 'string', owner: 'app', means: 'iOS build', value: (row) => hello(row)?.os.build },
  {
    name: 'app_build',
    type: 'string',
    owner: 'app',
    means: 'build of the harness app that ran',
    value: (row) => hello(row)?.appBuild ?? session(row)?.appBuild,
  },
];
