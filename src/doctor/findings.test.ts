import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { PhoneFacts } from '../phone/phone-facts.js';
import type { WdaAnswer } from '../phone/wda.js';
import { exitCodeOf, nextAction } from './examine.js';
import type { Finding } from './finding.js';
import type { HostFacts } from './host-facts.js';
import { hostFindings } from './host-findings.js';
import { phoneFindings } from './phone-findings.js';
import type { Circumstances } from './phone-findings.js';

const now = new Date('2026-01-10T00:00:00Z');
const day = 24 * 3600 * 1000;

const phone: PhoneFacts = {
  udid: 'A-1',
  name: 'Ann',
  model: 'iPhone16,1',
  osVersion: '17.5',
  osBuild: '21F79',
  transport: 'usb',
  trusted: true,
  developerMode: true,
  locked: false,
  freeBytes: 64e9,
  battery: { levelPercent: 87, charging: true },
};
const ready = { kind: 'ready', acts: true, screenLocked: false, thermalState: 0 } satisfies WdaAnswer;
const well: Circumstances = {
  now,
  way: { kind: 'running', url: 'http://127.0.0.1:8100' },
  signing: { team: 'ABCDE12345', bundle_id: 'org.example' },
  app: { bundleId: 'org.example', build: '7' },
  profile: { expires: new Date(now.getTime() + 300 * day), team: 'ABCDE12345', devices: ['A-1'] },
  installed: new Map([['org.example', '7']]),
  wda: ready,
  tunnel: { kind: 'no_registry' },
  driver: '12.13.1',
};

/** What is not as on a phone that is well: the names with their states. */
const differences = (findings: readonly Finding[], usual: readonly Finding[]): string[] =>
  findings
    .filter(({ what, state }) => usual.find((other) => other.what === what)?.state !== state)
    .map(({ what, state }) => `${what}: ${state}`);

describe("doctor's findings on a phone", () => {
  const usual = phoneFindings(phone, well);

  it('are none to act on when it is well, but for what a person has to look at', () => {
    expect(usual.filter(({ state }) => state !== 'ok').map(({ what, state }) => `${what}: ${state}`)).to.deep.equal([
      'no passcode: unknown',
      'Auto-Lock: unknown',
      'notifications: unknown',
      'brightness: unknown',
      'Low Power Mode: unknown',
    ]);
  });

  const preinstalled = { kind: 'preinstalled', bundleId: 'org.example.wda' } as const;
  const onLinux: Circumstances = {
    ...well,
    way: preinstalled,
    wda: undefined,
    installed: new Map([
      ['org.example', '7'],
      ['org.example.wda', '1'],
    ]),
    tunnel: { kind: 'answers', afterMs: 12 },
  };
  const linuxUsual = phoneFindings({ ...phone, osVersion: '18.5' }, onLinux);

  /** What is broken, and the one finding that says so. */
  const broken: readonly (readonly [string, Partial<PhoneFacts>, Partial<Circumstances>])[] = [
    ['iOS: todo', { osVersion: '15.8' }, {}],
    ['transport: warning', { transport: 'wifi' }, {}],
    ['trust: todo', { trusted: false }, {}],
    ['Developer Mode: todo', { developerMode: false }, {}],
    ['Developer Mode: unknown', { developerMode: undefined }, {}],
    ['unlocked: todo', { locked: true }, {}],
    ['unlocked: todo', {}, { wda: { ...ready, screenLocked: true } }],
    ['battery: todo', { battery: { levelPercent: 12, charging: false } }, {}],
    ['battery: unknown', { battery: undefined }, {}],
    ['thermal state: todo', {}, { wda: { ...ready, thermalState: 2 } }],
    ['thermal state: unknown', {}, { wda: { ...ready, thermalState: undefined } }],
    ['free space: todo', { freeBytes: 1e9 }, {}],
    ['profile: todo', {}, { profile: { expires: new Date(now.getTime() - day), team: 'T' } }],
    ['profile: todo', {}, { profile: { expires: new Date(now.getTime() + day), team: 'T' } }],
    ['profile: todo', {}, { profile: { expires: new Date('2099-01-01'), team: 'T', devices: ['B-2'] } }],
    ['profile: todo', {}, { profile: undefined }],
    ['app on the phone: unknown', {}, { installed: undefined }],
  ];
  for (const [finding, facts, circumstances] of broken) {
    it(`are exactly ${finding} for ${JSON.stringify({ ...facts, ...circumstances }).slice(0, 80)}`, () => {
      expect(differences(phoneFindings({ ...phone, ...facts }, { ...well, ...circumstances }), usual)).to.deep.equal([
        finding,
      ]);
    });
  }

  it('are what WebDriverAgent can no longer prove, when it does not answer or may do nothing', () => {
    for (const kind of ['silent', 'orphaned'] as const) {
      expect(differences(phoneFindings(phone, { ...well, wda: { kind } }), usual)).to.deep.equal([
        'UI Automation: unknown',
        'thermal state: unknown',
        'certificate trusted: unknown',
        'WebDriverAgent: todo',
      ]);
    }
  });

  it('are exactly the WebDriverAgent that is not installed', () => {
    const without = { ...onLinux, installed: new Map([['org.example', '7']]) };
    expect(differences(phoneFindings({ ...phone, osVersion: '18.5' }, without), linuxUsual)).to.deep.equal([
      'WebDriverAgent: todo',
    ]);
  });

  it('are exactly the WebDriverAgent that nothing here starts, or that nobody signs', () => {
    const states = (circumstances: Partial<Circumstances>) =>
      phoneFindings(phone, { ...well, ...circumstances }).find(({ what }) => what === 'WebDriverAgent')?.state;
    expect(states({ way: { kind: 'none' } })).to.equal('todo');
    expect(states({ way: { kind: 'xcode' } })).to.equal('ok');
    expect(states({ way: { kind: 'xcode' }, signing: undefined })).to.equal('todo');
  });

  it('are exactly the tunnel that is not there, is to other phones, or is of no use', () => {
    const states: readonly (readonly [string, Partial<Circumstances>, RegExp])[] = [
      ['todo', { tunnel: { kind: 'no_registry' } }, /has no tunnel to the phone/],
      ['todo', { tunnel: { kind: 'not_listed' } }, /^tunnel lost: .*hides it from the driver/],
      ['todo', { tunnel: { kind: 'dead', why: 'ECONNREFUSED' } }, /^still registered, .*ECONNREFUSED/],
      ['todo', { tunnel: { kind: 'other_phone', udid: 'U-2' } }, /^the registry leads to another phone, U-2: /],
      ['warning', { tunnel: { kind: 'answers', afterMs: 13_100 } }, /^it took 13\.1 s to answer; .*usbmux/],
      ['todo', { noTunnelLibrary: 'GLIBC_2.38 not found' }, /cannot be loaded here: GLIBC_2\.38 not found/],
    ];
    for (const [state, circumstances, says] of states) {
      const findings = phoneFindings({ ...phone, osVersion: '18.5' }, { ...onLinux, ...circumstances });
      expect(differences(findings, linuxUsual)).to.deep.equal([`tunnel: ${state}`]);
      expect(findings.find(({ what }) => what === 'tunnel')?.saw).to.match(says);
    }
    // The driver takes the cable where there is no registry.
    const onMac = phoneFindings({ ...phone, osVersion: '18.5' }, well);
    expect(onMac.some(({ what }) => what === 'tunnel')).to.be.false;
  });

  it('name a combination that is known not to work', () => {
    const old = { ...phone, osVersion: '16.7' };
    const findings = phoneFindings(old, { ...well, way: { kind: 'xcode' }, xcode: '26.6' });
    expect(differences(findings, phoneFindings(old, { ...well, way: { kind: 'xcode' }, xcode: '26.3' }))).to.deep.equal(
      ['known problem: todo'],
    );
  });

  it('say when another build of the app is there, or none, and ask nothing', () => {
    const saw = (installed: ReadonlyMap<string, string>) => {
      const found = phoneFindings(phone, { ...well, installed }).find(({ what }) => what === 'app on the phone');
      return `${String(found?.state)}: ${String(found?.saw)}`;
    };
    expect(saw(new Map([['org.example', '5']]))).to.equal('ok: build 5; the next session replaces it by build 7');
    expect(saw(new Map())).to.match(/^ok: not there/);
  });

  it('ask no virtual iPhone for a profile', () => {
    const virtual = phoneFindings({ ...phone, model: 'iPhone99,1' }, { ...well, profile: undefined });
    expect(differences(virtual, usual)).to.deep.equal([]);
  });
});

describe("doctor's findings on the host", () => {
  const host: HostFacts = {
    node: '22.1.0',
    xcode: { kind: 'selected', version: '26.3' },
    driver: { version: '12.13.1', wda: '16.12.9' },
    appiumHome: '/x',
    canListen: true,
    freeBytes: 100e9,
    usbmuxdAnswers: true,
    app: { kind: 'readable', app: { ipa: 'H.ipa', bundleId: 'org.example', build: '7' } },
  };
  const usual = hostFindings(host, []);

  it('are none to act on when it is well', () => {
    expect(usual.every(({ state }) => state === 'ok')).to.be.true;
  });

  const broken: readonly (readonly [string, Partial<HostFacts>])[] = [
    ['Node: todo', { node: '20.18.1' }],
    ['Xcode: todo', { xcode: { kind: 'selected', version: '15.4' } }],
    ['Xcode: todo', { xcode: { kind: 'missing', why: 'no Xcode is selected' } }],
    ['driver: todo', { driver: undefined }],
    ['ports: todo', { canListen: false }],
    ['disk: todo', { freeBytes: 1e9 }],
    ['usbmuxd: todo', { usbmuxdAnswers: false }],
    ['app: todo', { app: { kind: 'missing', ipa: 'H.ipa' } }],
    ['app: todo', { app: { kind: 'damaged', ipa: 'H.ipa', part: 'app' } }],
    ['app: todo', { app: { kind: 'damaged', ipa: 'H.ipa', part: 'profile' } }],
  ];
  for (const [finding, facts] of broken) {
    it(`are exactly ${finding} for ${JSON.stringify(facts)}`, () => {
      expect(differences(hostFindings({ ...host, ...facts }, []), usual)).to.deep.equal([finding]);
    });
  }

  it('are exactly the phone that the lab requires', () => {
    const findings = hostFindings(host, [{ name: 'lab-1', udid: 'A-1', required: true }]);
    expect(differences(findings, usual)).to.deep.equal(['lab file: todo']);
  });

  it('leave Xcode out where there is none to have', () => {
    expect(hostFindings({ ...host, xcode: undefined }, []).some(({ what }) => what === 'Xcode')).to.be.false;
  });

  it('lead to one next thing: what is to do, else a phone, else what may be better, else first light', () => {
    const examined = (facts: Partial<PhoneFacts>) => ({
      ...phone,
      findings: phoneFindings({ ...phone, ...facts }, well),
    });
    const missing = hostFindings({ ...host, app: { kind: 'missing', ipa: 'H.ipa' } }, []);
    expect(nextAction(missing, [examined({ trusted: false })])).to.include({ about: undefined, what: 'app' });
    expect(nextAction(usual, [examined({ trusted: false })])).to.include({ about: 'Ann', what: 'trust' });
    expect(nextAction(usual, []).action).to.match(/^plug in an iPhone/);
    expect(nextAction(usual, [examined({ transport: 'wifi' })])).to.include({ what: 'transport' });
    expect(nextAction(usual, [examined({})])).to.deep.equal({ action: 'npx rezbench first-light' });
    const code = (phones: ReturnType<typeof examined>[], findings = usual) =>
      exitCodeOf({ v: 1, host: findings, phones, onTunnelAlone: [], next: { action: '' } });
    expect(code([examined({})])).to.equal(0);
    expect(code([examined({ transport: 'wifi' })])).to.equal(0);
    expect(code([examined({ trusted: false })])).to.equal(2);
    expect(code([examined({})], missing)).to.equal(2);
    expect(code([])).to.equal(4);
  });
});
