import { CommandFailed } from '../phone/command.js';
import type { Target } from '../phone/target.js';
import { endLostSession } from './lost-session.js';

/**
 * Gives a session back that is with another phone than was asked for. A Grid compares only what its nodes declare, so that the
 * answer alone tells. Rejects with CommandFailed.
 */
export async function refuseOtherPhone(
  browser: Pick<WebdriverIO.Browser, 'capabilities' | 'deleteSession' | 'sessionId'>,
  { udid, grid }: Target,
): Promise<void> {
  const given = browser.capabilities as Readonly<Record<string, unknown>>;
  const asked = { 'appium:udid': udid, 'rezbench:phone': grid?.phone };
  for (const [key, value] of Object.entries(asked)) {
    if (given[key] === value) continue;
    await endLostSession(browser);
    throw new CommandFailed(
      'begin its own session',
      `the Grid gave one whose ${key} is ${String(given[key])}, and ${String(value)} was asked for`,
    );
  }
}
