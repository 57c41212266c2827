import { wdaWay } from '../phone/capabilities.js';
import type { WdaWay } from '../phone/capabilities.js';
import { attachedPhones } from '../phone/discovery.js';
import type { AttachedPhone } from '../phone/discovery.js';
import { isHeld } from '../phone/lock.js';
import { modelOf } from '../contract/phone-models.js';
import { installedBuilds, phoneFacts } from '../phone/phone-facts.js';
import { targetOf } from '../phone/target.js';
import { examineTunnel, tunnelledPhones } from '../phone/tunnel.js';
import { whyNoTunnelLibrary } from '../phone/tunnel-library.js';
import { askWda } from '../phone/wda.js';
import type { LabFile } from '../plan/lab.js';
import { exitCodes } from '../problem.js';
import type { ExitCode } from '../problem.js';
import type { Finding, HostCheck, PhoneCheck } from './finding.js';
import { gatherHostFacts } from './host-facts.js';
import type { HostFacts } from './host-facts.js';
import { hostFindings } from './host-findings.js';
import { findingsInUse, phoneFindings } from './phone-findings.js';

/** A phone and what was found on it. */
export interface ExaminedPhone extends AttachedPhone {
  readonly labName?: string | undefined;
  /** What Apple sells it as; absent for a product type that is newer than our table. */
  readonly product?: string | undefined;
  readonly chip?: string | undefined;
  /** Absent when a run has the phone, so that nobody asked. */
  readonly trusted?: boolean | undefined;
  readonly findings: readonly Finding<PhoneCheck>[];
}

/** What doctor found, and the single next thing to do. */
export interface DoctorReport {
  readonly v: 1;
  readonly host: readonly Finding<HostCheck>[];
  readonly phones: readonly ExaminedPhone[];
  /** Udids of phones that the driver's registry has a tunnel to, and usbmuxd does not list. */
  readonly onTunnelAlone: readonly string[];
  readonly next: NextAction;
}

/** `about` is absent for the host, else the name of a phone. */
export interface NextAction {
  readonly about?: string | undefined;
  readonly what?: HostCheck | PhoneCheck | undefined;
  readonly action: string;
}

/** What to examine: the app that a run would install, and only one phone if its udid is named. */
export interface Examined {
  readonly ipa: string;
  readonly lab: LabFile;
  readonly udid?: string | undefined;
}

/** Examines this host and its phones. Nothing is asked of a phone that a run has at this moment. */
export async function examine({ ipa, lab, udid }: Examined): Promise<DoctorReport> {
  const facts = await gatherHostFacts(ipa);
  const tunnelled = await tunnelledPhones();
  const attached = (await attachedPhones(udid)).filter((phone) => udid === undefined || phone.udid === udid);
  const phones: ExaminedPhone[] = [];
  for (const phone of attached) phones.push(await examinePhone(phone, { facts, lab }));
  const required = lab.devices.filter((device) => device.required && udid === undefined);
  const host = hostFindings(
    facts,
    required.filter((device) => !attached.some((phone) => phone.udid === device.udid)),
  );
  const onCable = new Set(attached.map((phone) => phone.udid));
  const onTunnelAlone = (tunnelled ?? []).filter((known) => !onCable.has(known));
  return { v: 1, host, phones, onTunnelAlone, next: nextAction(host, phones) };
}

/** 0 when nothing is to do; warnings and what only a person can see do not count. */
export function exitCodeOf({ host, phones }: DoctorReport): ExitCode {
  if (phones.length === 0) return exitCodes.missing;
  const all = [...host, ...phones.flatMap(({ findings }) => findings)];
  return all.some(({ state }) => state === 'todo') ? exitCodes.usage : exitCodes.pass;
}

interface Surroundings {
  readonly facts: HostFacts;
  readonly lab: LabFile;
}

async function examinePhone(phone: AttachedPhone, { facts, lab }: Surroundings): Promise<ExaminedPhone> {
  const target = targetOf(phone, lab);
  const product = phone.model === undefined ? undefined : modelOf(phone.model);
  const known = { ...phone, labName: target.labName, product: product?.name, chip: product?.chip };
  if (isHeld(phone.udid)) return { ...known, findings: findingsInUse(phone) };
  const way = wdaWay(target);
  const lockdown = await phoneFacts(phone);
  const { app: held } = facts;
  const app = held.kind === 'readable' ? held.app : undefined;
  const findings = phoneFindings(lockdown, {
    now: new Date(),
    way,
    signing: target.signing,
    app,
    profile: held.kind === 'readable' ? held.profile : undefined,
    installed: lockdown.trusted ? await installedBuilds(phone.udid, bundleIds(app?.bundleId, way)) : undefined,
    tunnel: await examineTunnel(phone.udid),
    noTunnelLibrary: whyNoTunnelLibrary(),
    wda: way.kind === 'running' ? await askWda(way.url) : undefined,
    driver: facts.driver?.version,
    xcode: facts.xcode?.kind === 'selected' ? facts.xcode.version : undefined,
  });
  return { ...known, trusted: lockdown.trusted, findings };
}

const bundleIds = (app: string | undefined, way: WdaWay): string[] => [
  ...(app === undefined ? [] : [app]),
  ...(way.kind === 'preinstalled' ? [way.bundleId] : []),
];

/** What is to do comes before what might be better; on this host before on phones. */
export function nextAction(host: readonly Finding[], phones: readonly ExaminedPhone[]): NextAction {
  const all = [
    ...host.map((finding) => ({ about: undefined, finding })),
    ...phones.flatMap(({ name, findings }) => findings.map((finding) => ({ about: name, finding }))),
  ];
  for (const wanted of ['todo', 'warning'] as const) {
    for (const { about, finding } of all) {
      if (finding.state === wanted) return { about, what: finding.what, action: finding.action };
    }
    if (phones.length === 0) return { action: 'plug in an iPhone, unlock it and tap Trust' };
  }
  return { action: 'npx rezbench first-light' };
}
