import { inAndOutOfSession, sessionPath } from '../route.js';
import type { Route } from '../route.js';

/** UIDevice.BatteryState. */
const unknown = 0;
const charging = 2;

export const deviceRoutes: readonly Route[] = [
  ...inAndOutOfSession({
    method: 'GET',
    path: '/wda/device/info',
    handle: ({ phone }) => ({
      currentLocale: 'en_US',
      isSimulator: false,
      model: 'iPhone',
      // Since iOS 16 an app is not told the name that its owner gave the phone.
      name: 'iPhone',
      thermalState: 0,
      timeZone: 'GMT',
      userInterfaceIdiom: 0,
      userInterfaceStyle: 'light',
      // identifierForVendor: another one for each developer, and never the UDID.
      uuid: phone.vendorId,
    }),
  }),
  {
    method: 'GET',
    path: `${sessionPath}/wda/batteryInfo`,
    handle: ({ phone: { battery } }) => ({
      level: battery.level,
      state: battery.trouble === 'silent' ? unknown : charging,
    }),
  },
  ...inAndOutOfSession({ method: 'GET', path: '/wda/locked', handle: ({ phone }) => phone.screen.isLocked }),
  ...inAndOutOfSession({ method: 'GET', path: '/orientation', acts: true, handle: () => 'PORTRAIT' }),
  ...inAndOutOfSession({ method: 'POST', path: '/orientation', acts: true, handle: () => null }),
];
