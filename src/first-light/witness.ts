import { CommandFailed } from '../phone/command.js';
import type { Phone } from '../phone/phone.js';
import type { MetLaunch } from './observed.js';

/** A phone that does the same, except for what `otherwise` says. */
export const phoneBut = (phone: Phone, otherwise: Partial<Phone>): Phone =>
  new Proxy(phone, {
    get(target, name) {
      const value: unknown = Reflect.get(name in otherwise ? otherwise : target, name);
      // Methods of a class with private fields need their own object.
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });

/** A phone whose next launch is timed. */
export interface Witness {
  readonly phone: Phone;
  /** What was seen of the launch; undefined when the app was not launched. */
  readonly met: () => MetLaunch | undefined;
}

/** Times what the run does to the phone in one launch, and does nothing of its own. */
export function witness(phone: Phone): Witness {
  let met: MetLaunch | undefined;
  const add = (more: Partial<MetLaunch>): void => {
    met = met && { ...met, ...more };
  };
  const launchApp: Phone['launchApp'] = async (args) => {
    const calledAtMs = performance.now();
    met = { calledAtMs, waits: 0 };
    try {
      await phone.launchApp(args);
      add({ answerMs: performance.now() - calledAtMs });
    } catch (error) {
      if (error instanceof CommandFailed) add({ answerMs: performance.now() - calledAtMs, refusal: error.reason });
      throw error;
    }
  };
  const awaitNotification: Phone['awaitNotification'] = async (name, limitMs) => {
    const { waits = 0, listenedFromMs = performance.now() } = met ?? {};
    add({ waits: waits + 1, listenedFromMs });
    const came = await phone.awaitNotification(name, limitMs);
    if (came) add({ announcedAtMs: performance.now() });
    return came;
  };
  return { phone: phoneBut(phone, { launchApp, awaitNotification }), met: () => met };
}
