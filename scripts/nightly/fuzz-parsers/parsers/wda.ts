import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { parseJson } from '../../../../src/contract/json.js';
import { askWda } from '../../../../src/phone/wda.js';
import { identityOf } from '../../../../src/virtual/iphone/identity.js';
import { makePairing } from '../../../../src/virtual/iphone/pairing.js';
import { makePhone } from '../../../../src/virtual/iphone/phone.js';
import { WdaLife } from '../../../../src/virtual/iphone/wda/life.js';
import type { Arguments } from '../../../../src/virtual/iphone/wda/route.js';
import type { ParserMaker } from '../parser.js';

const requests = [
  'GET /status\n',
  'POST /session\n{"capabilities":{"alwaysMatch":{"appium:bundleId":"a"},"firstMatch":[{}]}}',
  'POST /session\n{"capabilities":{"firstMatch":[{"platformName":"iOS"}]}}\nGET /session/S\n\nDELETE /session/S\n',
  'POST /session\n{"capabilities":{}}\nPOST /session/S/wda/apps/launch\n{"bundleId":"a","arguments":["--job"],"environment":{"A":"b"}}',
  'POST /session\n{"capabilities":{}}\nPOST /session/S/wda/apps/state\n{"bundleId":"a"}\nPOST /session/S/wda/apps/terminate\n{"bundleId":"a"}',
  'POST /session\n{"capabilities":{}}\nPOST /session/S/appium/settings\n{"settings":{"snapshotMaxDepth":9}}',
  'POST /session\n{"capabilities":{}}\nPOST /session/S/wda/expectNotification\n{"name":"a","type":"darwin","timeout":0.001}',
];
const answers = [
  '{"value":{"ready":true,"state":"success","build":{}},"sessionId":null}',
  '{"value":{"error":"unknown command","message":"x","traceback":""}}',
  '{"value":{"thermalState":1}}',
  '{"value":true}',
];
const requestsAPhone = 20_000;

/** WebDriverAgent's two ends: the virtual one's commands, and what rezbench makes of a real one's answers. */
export const wdaParsers: Readonly<Record<string, ParserMaker>> = {
  'WebDriverAgent, the virtual one': () => {
    const root = mkdtempSync(join(tmpdir(), 'fuzz-wda-'));
    const pairing = makePairing();
    const newPhone = () =>
      makePhone({ identity: identityOf(1), pairing, root, systemFor: () => ({}), faults: [], launchMs: 0 });
    let [phone, asked] = [newPhone(), 0];
    return {
      samples: requests.map((text) => Buffer.from(text)),
      async read(input) {
        if (++asked % requestsAPhone === 0) phone = newPhone();
        let life = new WdaLife(phone, '16.12.9');
        const lines = input.toString('utf8').split('\n');
        let session = 'S';
        for (let index = 0; index + 1 < lines.length; index += 2) {
          const [method = '', path = ''] = (lines[index] ?? '').split(' ');
          const answer = life.answer(method, path.replace('/S', `/${session}`), argumentsIn(lines[index + 1] ?? ''));
          if (await isSoon(answer)) {
            session = (await answer).body.sessionId ?? session;
            continue;
          }
          // A command may wait as long as it was told to, and ends with its WebDriverAgent.
          life.end();
          await answer;
          life = new WdaLife(phone, '16.12.9');
        }
        life.end();
      },
      close() {
        phone.link.close();
        rmSync(root, { recursive: true, force: true });
      },
    };
  },
  "WebDriverAgent's answers": () => {
    const { fetch } = globalThis;
    return {
      samples: answers.map((text) => Buffer.from(text)),
      read(input) {
        globalThis.fetch = () => Promise.resolve(new Response(new Uint8Array(input)));
        return askWda('http://fuzz').finally(() => (globalThis.fetch = fetch));
      },
    };
  },
};

/** Whether it comes to its end without waiting for a timer. */
async function isSoon(answer: Promise<unknown>): Promise<boolean> {
  const state = { isOver: false };
  const end = (): void => {
    state.isOver = true;
  };
  answer.then(end, end);
  for (let steps = 0; steps < 20 && !state.isOver; steps++) await Promise.resolve();
  for (let turns = 0; turns < 5 && !state.isOver; turns++) await turn();
  return state.isOver;
}

/** As server.ts reads the body of a request. */
function argumentsIn(text: string): Arguments {
  const value = parseJson(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Arguments) : {};
}
