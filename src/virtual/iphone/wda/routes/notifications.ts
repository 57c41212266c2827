import type { Notifications } from '../../notifications.js';
import { invalidArgument, WebDriverError } from '../error.js';
import { sessionPath } from '../route.js';
import type { Route } from '../route.js';

/** What XCTest waits for when it is told nothing else, in seconds. */
const defaultTimeoutS = 60;

/** Whether a Darwin notification comes in time. One that was posted before is lost. */
function comes(notifications: Notifications, name: string, timeoutS: number, over: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (came: boolean) => (): void => {
      clearTimeout(timer);
      stop();
      over.removeEventListener('abort', giveUp);
      resolve(came);
    };
    const giveUp = end(false);
    const timer = setTimeout(giveUp, timeoutS * 1000);
    const stop = notifications.observe(name, end(true));
    over.addEventListener('abort', giveUp);
  });
}

export const notificationRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: `${sessionPath}/wda/expectNotification`,
    handle: async ({ phone, over }, { name, type = 'plain', timeout = defaultTimeoutS }) => {
      if (typeof name !== 'string') throw invalidArgument('Notification name argument must be provided');
      if (type !== 'plain' && type !== 'darwin') {
        throw invalidArgument(`Notification type could only be 'plain' or 'darwin'. Got '${String(type)}' instead`);
      }
      // A plain notification is one of WebDriverAgent's own process, in which nobody here posts any.
      const observed = type === 'darwin' ? name : `${name} of another process`;
      if (await comes(phone.notifications, observed, Number(timeout), over)) return null;
      throw new WebDriverError(
        408,
        'timeout',
        `Did not receive any expected ${name} notifications within ${String(timeout)}s`,
      );
    },
  },
];
