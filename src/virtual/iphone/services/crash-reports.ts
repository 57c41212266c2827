import { serveAfc } from './afc.js';
import type { Service } from './service.js';

/** Moves new crash reports to where the other service shows them, says so with `ping`, and hangs up. */
export const crashReportMover: Service = {
  name: 'com.apple.crashreportmover',
  serve(connection, { crashReports }) {
    crashReports.move();
    // libimobiledevice's idevicecrashreport.c waits for these five bytes.
    connection.write(Buffer.from('ping\0'));
    connection.end();
    return Promise.resolve();
  },
};

/** AFC over the crash reports that were moved. */
export const crashReportCopy: Service = {
  name: 'com.apple.crashreportcopymobile',
  serve: (connection, phone) => serveAfc(connection, phone, phone.crashReports.folder),
};
