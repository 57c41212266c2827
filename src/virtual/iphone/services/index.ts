import { afc } from './afc.js';
import { crashReportCopy, crashReportMover } from './crash-reports.js';
import { diagnosticsRelay } from './diagnostics-relay.js';
import { houseArrest } from './house-arrest.js';
import { installationProxy } from './installation-proxy.js';
import { notificationProxy } from './notification-proxy.js';
import type { Service } from './service.js';

/** Everything lockdown can start on the phone. */
export const services: readonly Service[] = [
  afc,
  crashReportCopy,
  crashReportMover,
  diagnosticsRelay,
  houseArrest,
  installationProxy,
  notificationProxy,
];
