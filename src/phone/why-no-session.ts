import { isAtLeast } from '../contract/ios-version.js';
import { wdaWay } from './capabilities.js';
import type { WdaWay } from './capabilities.js';
import type { Target } from './target.js';
import { whyNoTunnelLibrary } from './tunnel-library.js';
import { examineTunnel, firstWithTunnel } from './tunnel.js';
import type { TunnelState } from './tunnel.js';
import { wdaAnswers } from './wda.js';

/** Those are looked at again and again. */
const answerLimitMs = 3000;

/**
 * Why no session with the phone can begin at this moment, as far as a host can see, as a clause that says what to do; undefined
 * when one may.
 */
export async function whyNoSession(target: Target): Promise<string | undefined> {
  const { udid, osVersion, wdaUrl } = target;
  if (wdaUrl !== undefined) {
    return (await wdaAnswers(wdaUrl))
      ? undefined
      : 'its WebDriverAgent does not answer; start it again while the phone is unlocked';
  }
  if (isAtLeast(osVersion, firstWithTunnel) !== true || whyNoTunnelLibrary() !== undefined) return undefined;
  const why = obstacleIn(await examineTunnel(udid, answerLimitMs), wdaWay(target));
  return why && `${why}; start the tunnels again: sudo npx appium driver run xcuitest tunnel-creation`;
}

/**
 * What keeps the driver from a phone whose WebDriverAgent it has to start. Where Xcode starts it, no tunnel is needed; but a
 * registry without the phone hides it.
 */
function obstacleIn(state: TunnelState, { kind }: WdaWay): string | undefined {
  const isNeeded = kind === 'preinstalled';
  switch (state.kind) {
    case 'answers':
      return undefined;
    case 'no_registry':
      return isNeeded ? 'no tunnel registry answers' : undefined;
    case 'not_listed':
      return 'the tunnel registry does not list it';
    case 'other_phone':
      return `the tunnel registry leads to another phone, ${state.udid}`;
    case 'dead':
      return isNeeded ? `nothing answers in its tunnel (${state.why})` : undefined;
    // It may answer yet.
    case 'silent':
      return undefined;
  }
}
