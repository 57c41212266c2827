import type { HarnessApp } from '../phone/harness-app.js';
import { titleOf } from '../phone/target.js';
import type { Target } from '../phone/target.js';
import { exitCodes, Problem } from '../problem.js';
import type { GridPhone, GridStatus } from './grid-status.js';

/** What the phones of a Grid are chosen by. */
export interface GridChoice {
  /** The Grid's address. */
  readonly url: string;
  /** Only the phone with this udid, or of this name in the farm. */
  readonly phone?: string | undefined;
  /** The app of the run. */
  readonly app: HarnessApp;
  /** The version of rezbench here. */
  readonly version: string;
}

/**
 * The phones of a Grid to measure on, sorted by udid: all whose nodes take sessions, or the one asked for. Throws a Problem
 * where there is none, and for a node whose phones could not be told apart or would be measured otherwise than here.
 */
export function chooseGridPhones({ phones, undeclared }: GridStatus, choice: GridChoice): Target[] {
  const { phone: wish, url } = choice;
  const isMeant = (udid: string | undefined, name?: string): boolean =>
    wish === undefined || udid === wish || name === wish;
  const vague = undeclared.find(({ udid }) => isMeant(udid));
  if (vague) {
    throw new Problem(
      `the node ${vague.node} does not declare ${vague.key} for ${vague.udid ?? 'a phone'}, which could then be any; start the node by npx rezbench node`,
    );
  }
  const up = phones.filter(({ isUp }) => isUp);
  const meant = up.filter(({ stereotype: its }) => isMeant(its['appium:udid'], its['rezbench:phone']));
  if (meant.length === 0) {
    const seen = up.map(({ stereotype: its }) => its['rezbench:phone']).join(', ');
    throw new Problem(
      wish !== undefined && up.length > 0
        ? `no phone of the Grid at ${url} is ${wish}; there are ${seen}`
        : `the Grid at ${url} has no iPhone${downText(phones)}; run npx rezbench node --hub ${url} on a host with phones`,
      exitCodes.missing,
    );
  }
  for (const phone of meant) {
    refuseClaims(phone, up);
    refuseOlder(phone, choice.version);
    refuseOtherApp(phone, choice.app);
  }
  return meant.map(gridTarget).sort((one, other) => (one.udid < other.udid ? -1 : 1));
}

const downText = (phones: readonly GridPhone[]): string =>
  phones.length === 0 ? '' : ` that can be used now (${String(phones.length)} at nodes that are not up)`;

/** A phone of a Grid as a run knows it. Undefined fields are left out, since a target is written as JSON. */
export function gridTarget({ stereotype }: GridPhone): Target {
  const { 'rezbench:osBuild': osBuild, 'rezbench:model': model, 'rezbench:phone': phone } = stereotype;
  const { 'rezbench:labName': labName, 'rezbench:route': route } = stereotype;
  return {
    udid: stereotype['appium:udid'],
    name: stereotype['appium:deviceName'],
    osVersion: stereotype['appium:platformVersion'],
    ...(osBuild !== undefined && { osBuild }),
    ...(model !== undefined && { model }),
    ...(labName !== undefined && { labName }),
    grid: { phone, ipa: stereotype['rezbench:app'], ...(route !== undefined && { route }) },
  };
}

/** Grid would give a session on either of two such phones. */
function refuseClaims(phone: GridPhone, up: readonly GridPhone[]): void {
  const { 'appium:udid': udid, 'rezbench:phone': name } = phone.stereotype;
  for (const other of up) {
    if (other === phone) continue;
    if (other.stereotype['appium:udid'] === udid) {
      throw new Problem(
        `the nodes ${phone.node} and ${other.node} both claim ${titleOf({ name, udid })}; end one of them, or start it with --device for its own phone`,
        exitCodes.missing,
      );
    }
    if (other.stereotype['rezbench:phone'].toLowerCase() === name.toLowerCase()) {
      throw new Problem(
        `two phones of the Grid are called ${name}, ${udid} at ${phone.node} and ${other.stereotype['appium:udid']} at ${other.node}; name them apart in the lab file of a node`,
      );
    }
  }
}

function refuseOlder({ stereotype, node }: GridPhone, version: string): void {
  const theirs = stereotype['rezbench:version'];
  if (!isOlder(theirs, version)) return;
  throw new Problem(
    `the node ${node} is kept by rezbench ${theirs}, which is older than ${version} here; update rezbench there and start the node again`,
  );
}

/** Whether a version such as 0.2.0 comes before another; one that is no version does. */
export function isOlder(version: string, than: string): boolean {
  const [own, other] = [version, than].map((text) => text.split('.').map(Number));
  for (const [place, number] of (other ?? []).entries()) {
    const found = own?.[place] ?? 0;
    if (found !== number) return !(found > number);
  }
  return false;
}

function refuseOtherApp({ stereotype, node }: GridPhone, { ipa, bundleId, build }: HarnessApp): void {
  const { 'rezbench:appBundleId': theirId, 'rezbench:appBuild': theirBuild, 'rezbench:app': path } = stereotype;
  if (theirId === bundleId && theirBuild === build) return;
  const what =
    theirId === bundleId ? `build ${theirBuild} of the harness app, and the run's is ${build}` : `the app ${theirId}`;
  throw new Problem(
    `the node ${node} has ${what}; copy ${ipa} to ${path} there and start the node again`,
    exitCodes.missing,
  );
}
