import { command, CommandFailed } from '../phone/command.js';

/** How long the end of such a session is waited for: the driver would wait ten minutes for a WebDriverAgent that hangs. */
const defaultLimitMs = 15_000;

/**
 * Ends a session that is lost, or gives it up: the driver ends it when the next one for the phone begins. WebdriverIO ends no
 * session that has no id.
 */
export async function endLostSession(
  browser: Pick<WebdriverIO.Browser, 'deleteSession' | 'sessionId'>,
  limitMs = defaultLimitMs,
): Promise<void> {
  try {
    await command('end its session', limitMs, () => browser.deleteSession());
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
  }
  browser.sessionId = '';
}
