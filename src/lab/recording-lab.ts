import { dirname, join } from 'node:path';
import type { Target } from '../phone/target.js';
import { holdSession } from './held-session.js';
import type { HeldSession } from './held-session.js';
import type { Endpoint, Lab } from './lab.js';
import { startRecordingProxy } from './recording-proxy.js';
import type { RecordingProxy } from './recording-proxy.js';

/** Where a lab keeps what WebDriverAgent of a phone was asked and answered, beside the server's log. */
export const trafficFile = (logs: string, udid: string): string => join(logs, `wda-${udid}.jsonl`);

interface Recorder {
  readonly proxy: RecordingProxy;
  held?: HeldSession | undefined;
}

/**
 * The same lab, with a recording of all that WebDriverAgents are asked and answer. Each session is asked for with the
 * address of a proxy. Where the driver itself starts WebDriverAgent, a session that is not recorded starts it first and
 * keeps it running: the driver lets nobody between itself and a WebDriverAgent of its own.
 */
export function recordingLab(lab: Lab): Lab {
  let opened: { readonly endpoint: Endpoint; readonly logs: string } | undefined;
  const recorders = new Map<string, Recorder>();

  async function wdaUrlOf(target: Target): Promise<{ url: string; held?: HeldSession | undefined }> {
    if (opened === undefined) throw new Error('capabilities were asked for before the endpoint');
    const held = recorders.get(target.udid)?.held;
    if (held && (await held.isAlive())) return { url: held.wdaUrl, held };
    await held?.end();
    const capabilities = await lab.capabilities(target);
    const given = capabilities['appium:webDriverAgentUrl'];
    if (given !== undefined) return { url: given };
    const begun = await holdSession(opened.endpoint, capabilities);
    return { url: begun.wdaUrl, held: begun };
  }

  return {
    ...lab,
    async endpoint(logFile) {
      const endpoint = await lab.endpoint(logFile);
      opened = { endpoint, logs: dirname(logFile) };
      return endpoint;
    },
    async capabilities(target) {
      const { url, held } = await wdaUrlOf(target);
      const known = recorders.get(target.udid);
      known?.proxy.forwardTo(url);
      const logs = opened?.logs ?? '';
      const proxy = known?.proxy ?? (await startRecordingProxy(url, trafficFile(logs, target.udid)));
      recorders.set(target.udid, { proxy, held });
      const capabilities = await lab.capabilities(target);
      return { ...withoutStart(capabilities), 'appium:webDriverAgentUrl': proxy.url };
    },
    async close() {
      for (const { proxy, held } of recorders.values()) {
        await held?.end();
        await proxy.close();
      }
      await lab.close();
    },
  };
}

/** Capabilities by which the driver would start a WebDriverAgent of its own. */
const starting = new Set(['appium:usePreinstalledWDA', 'appium:wdaLocalPort']);

const withoutStart = (capabilities: WebdriverIO.Capabilities): WebdriverIO.Capabilities =>
  Object.fromEntries(Object.entries(capabilities).filter(([name]) => !starting.has(name)));
