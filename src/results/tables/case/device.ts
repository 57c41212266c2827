import { latencySourceOf } from '../../../contract/events.js';
import type { Hello } from '../../../contract/events.js';
import { osEpoch, osEpochs } from '../../../contract/os-epochs.js';
import { modelOf } from '../../../contract/phone-models.js';
import type { PhoneModel } from '../../../contract/phone-models.js';
import type { CaseFigures } from '../../case-figures.js';
import type { Column } from '../../column.js';
import { deviceUdid } from '../shared-columns.js';

const productOf = (hello: Hello | undefined): PhoneModel | undefined => hello && modelOf(hello.device.model);

/** The phone it ran on. */
export const device = [
  deviceUdid,
  {
    name: 'device_name',
    type: 'string',
    owner: 'phone',
    means: 'name that its owner gave the phone',
    value: ({ session }) => session?.deviceName,
  },
  {
    name: 'lab_name',
    type: 'string',
    owner: 'plan',
    means: 'name of the phone in the lab file; empty where the file has none',
    value: ({ session }) => session?.labName,
  },
  {
    name: 'device_model',
    type: 'string',
    owner: 'app',
    means: 'hw.machine, such as iPhone15,2',
    value: ({ hello }) => hello?.device.model,
  },
  {
    name: 'device_product',
    type: 'string',
    owner: 'host',
    means: 'name that the model is sold by, such as iPhone 14 Pro; empty for a model that this version does not know',
    since: 6,
    value: ({ hello }) => productOf(hello)?.name,
  },
  {
    name: 'chip',
    type: 'string',
    owner: 'host',
    means: 'its system on a chip, such as A16 Bionic; none for the virtual iPhone that stands for no real model',
    since: 6,
    value: ({ hello }) => productOf(hello)?.chip,
  },
  {
    name: 'device_kind',
    type: 'string',
    owner: 'app',
    means: 'physical, simulator or virtual; figures of a simulator or a virtual iPhone say nothing of an iPhone',
    value: ({ hello }) => hello?.device.kind,
  },
  {
    name: 'latency_source',
    type: 'string',
    owner: 'app',
    means:
      'measured by an iPhone, host where the computer that stands for one did the work, or modelled where a model of phones drew latency and memory',
    since: 4,
    value: ({ hello }) => hello && latencySourceOf(hello),
  },
  {
    name: 'transport',
    type: 'string',
    owner: 'host',
    means:
      'how the driver reached the phone when the session began: usbmux, or tunnel (iOS 18 and later); empty for runs of earlier versions',
    since: 6,
    value: ({ session }) => session?.transport,
  },
  {
    name: 'os_version',
    type: 'string',
    owner: 'phone',
    means: 'iOS version',
    value: ({ session }) => session?.osVersion,
  },
  {
    name: 'os_build',
    type: 'string',
    owner: 'app',
    means: 'iOS build',
    value: ({ hello, session }) => hello?.os.build ?? session?.osBuild,
  },
  {
    name: 'os_epoch',
    type: 'string',
    owner: 'host',
    means: `${osEpochs.map(({ name, means }) => `${name} (${means})`).join(' or ')}; memory compares within one alone`,
    since: 3,
    value: ({ session }) => session && osEpoch(session.osVersion),
  },
  {
    name: 'app_build',
    type: 'string',
    owner: 'app',
    means: 'build of the harness app that ran',
    value: ({ hello, session }) => hello?.appBuild ?? session?.appBuild,
  },
] as const satisfies readonly Column<CaseFigures>[];
