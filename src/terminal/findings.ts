import type { DoctorReport, ExaminedPhone } from '../doctor/examine.js';
import type { Finding } from '../doctor/finding.js';
import { textTable } from './table.js';
import { tableWidth, textWidth, wrap } from './wrap.js';

/** How the terminal shows a state. */
const stateWords: Readonly<Record<Finding['state'], string>> = {
  ok: 'ok',
  todo: 'to do',
  warning: 'warning',
  unknown: 'look',
};

/** A doctor's report: the host, each phone, and the next thing to do at the end. */
export function findingsText({ host, phones, next }: DoctorReport): string {
  const where = [next.about, next.what].filter((part) => part !== undefined).join(', ');
  return [
    `This host\n${findingTable(host)}`,
    ...phones.map((phone) => `${phoneTitle(phone)}\n${findingTable(phone.findings)}`),
    wrap(`next: ${where === '' ? '' : `${where}: `}${next.action}`, textWidth()).join('\n'),
  ].join('\n\n');
}

/** Such as `lab-1  UDID  iPhone 15 Pro, A17 Pro, iOS 17.5`. */
const phoneTitle = ({ labName, name, udid, product, model, chip, osVersion }: ExaminedPhone): string =>
  [
    labName === undefined || labName === name ? name : `${labName} (${name})`,
    udid,
    [product ?? model, chip, `iOS ${osVersion}`].filter((part) => part !== undefined).join(', '),
  ].join('  ');

const findingTable = (findings: readonly Finding[]): string =>
  textTable(
    ['', '', ''],
    findings.map((finding) => [
      finding.what,
      stateWords[finding.state],
      finding.state === 'ok' ? finding.saw : `${finding.saw}: ${finding.action}`,
    ]),
    { width: textWidth() },
  );

/** What is missing on a phone, by the names of the findings. */
const missingOn = ({ findings }: ExaminedPhone): string =>
  findings
    .filter(({ state }) => state === 'todo')
    .map(({ what }) => what)
    .join(', ');

/** The phones, a line each. */
export function phonesText({ phones, onTunnelAlone }: DoctorReport): string {
  const attached = phones.map((phone) => [
    phone.udid,
    phone.labName ?? phone.name,
    phone.product ?? phone.model ?? '',
    phone.chip ?? '',
    `${phone.osVersion}${phone.osBuild === undefined ? '' : ` (${phone.osBuild})`}`,
    phone.transport,
    stateOf(phone),
    missingOn(phone),
  ]);
  const rest = onTunnelAlone.map((udid) => [udid, '', '', '', '', 'tunnel', 'not attached', '']);
  const head = ['udid', 'name', 'model', 'chip', 'iOS', 'transport', 'state', 'missing'];
  return textTable(head, [...attached, ...rest], { width: tableWidth() });
}

/** A phone's state in a word or two. */
export function stateOf(phone: ExaminedPhone): 'in use' | 'not trusted' | 'to do' | 'ready' {
  if (phone.findings.some(({ what }) => what === 'in use')) return 'in use';
  if (phone.trusted !== true) return 'not trusted';
  return missingOn(phone) === '' ? 'ready' : 'to do';
}
