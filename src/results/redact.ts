import { isIPv4, isIPv6 } from 'node:net';
import { parseJson } from '../contract/json.js';

/** What a capture is known to contain of the phone, its owner and this host. */
export interface Known {
  readonly udids: readonly string[];
  /** Of phones; one that Apple gives every phone, such as "iPhone", tells nothing and stays. */
  readonly phoneNames: readonly string[];
  readonly serials: readonly string[];
  /** Apple's, ten letters and digits. */
  readonly teams: readonly string[];
  /** Account names on this host. */
  readonly users: readonly string[];
  readonly hosts: readonly string[];
  /** Bundle ids that a person chose. */
  readonly bundleIds: readonly string[];
}

export const nothingKnown: Known = {
  udids: [],
  phoneNames: [],
  serials: [],
  teams: [],
  users: [],
  hosts: [],
  bundleIds: [],
};

/** What a placeholder stands for: `<udid-1>` is the first udid that was met, wherever it stands. */
const kinds = [
  'udid',
  'uuid',
  'mac',
  'ip',
  'serial',
  'team',
  'person',
  'mail',
  'name',
  'user',
  'host',
  'bundle',
] as const;
type Kind = (typeof kinds)[number];

/**
 * A text of a capture: a log, or one JSON value a line, of which only the string values are redacted. A line that is not
 * JSON, such as one that a crash tore off, is treated as a log's.
 */
export interface Document {
  readonly format: 'text' | 'json-lines';
  readonly text: string;
}

/** Texts without anything that tells whose phone it was, and how many different secrets of each kind there were. */
export interface Redacted {
  readonly texts: readonly string[];
  readonly counts: Readonly<Partial<Record<Kind, number>>>;
}

interface Secret {
  readonly kind: Kind;
  readonly secret: string;
}

/** A pattern and what a match of it consists of: text that stays, and secrets. Undefined leaves the match as it is. */
interface Rule {
  readonly pattern: string;
  readonly find: (
    match: string,
    groups: Readonly<Record<string, string | undefined>>,
  ) => readonly (string | Secret)[] | undefined;
}

const placeholder: Rule = { pattern: `<(?:${kinds.join('|')})-\\d+>`, find: () => undefined };

/** At the beginning of a word, also after an escaped line break: logs quote JSON. */
const notWordBefore = '(?:(?<=\\\\[nrtbf])|(?<![\\p{L}\\p{N}]|\\\\(?=[nrtbfu])))';
const notWordAfter = '(?![\\p{L}\\p{N}])';
const hex = '[0-9A-Fa-f]';
/** A slash, as JSON of Apple's own writers has it too. */
const slash = '\\\\?/';

/** Formats that give a secret away wherever it stands. Groups need names of their own, since all rules form one pattern. */
const formats: readonly Rule[] = [
  // The udid of a phone since 2018, and of an older one.
  {
    pattern: `${notWordBefore}(?:${hex}{8}-${hex}{16}|${hex}{40})${notWordAfter}`,
    find: (match) => [{ kind: 'udid', secret: match }],
  },
  {
    pattern: `${notWordBefore}${hex}{8}(?:-${hex}{4}){3}-${hex}{12}${notWordAfter}`,
    find: (match) => [{ kind: 'uuid', secret: match }],
  },
  {
    pattern: `${notWordBefore}${hex}{2}(?::${hex}{2}){5}(?![\\p{L}\\p{N}:])`,
    find: (match) => [{ kind: 'mac', secret: match }],
  },
  {
    pattern: `${notWordBefore}(?<![.:])\\d{1,3}(?:\\.\\d{1,3}){3}(?![\\p{L}\\p{N}]|\\.\\d)`,
    find: (match) => (isIPv4(match) && !isOwnAddress(match) ? [{ kind: 'ip', secret: match }] : undefined),
  },
  {
    pattern: `${notWordBefore}(?<![:.])(?<ipv6>(?=${hex}*:${hex}*:)[0-9A-Fa-f:]+(?:\\.\\d{1,3}){0,3})(?:%\\w+)?(?![\\p{L}\\p{N}:])`,
    find: (match, { ipv6 = '' }) => (isIPv6(ipv6) && !isOwnAddress(ipv6) ? [{ kind: 'ip', secret: match }] : undefined),
  },
  {
    pattern: `(?<developer>(?:Apple|iPhone|iOS|Mac) (?:Development|Developer|Distribution)): (?<person>[^"'\\n()]{1,100}?) \\((?<personTeam>[A-Z0-9]{10})\\)`,
    find: (_, { developer = '', person = '', personTeam = '' }) => [
      `${developer}: `,
      { kind: 'person', secret: person },
      ' (',
      { kind: 'team', secret: personTeam },
      ')',
    ],
  },
  {
    pattern: `(?<teamKey>(?:DEVELOPMENT_TEAM|xcodeOrgId|TeamIdentifier|teamID|teamId|team-identifier|OU)\\\\?["']?\\s*[=:]\\s*\\\\?["'\\[(\\s]*)(?<team>[A-Z0-9]{10})${notWordAfter}`,
    find: (_, { teamKey = '', team = '' }) => [teamKey, { kind: 'team', secret: team }],
  },
  {
    pattern: `(?<serialKey>(?:SerialNumber|serialNumber|serial_number|InternationalMobileEquipmentIdentity|MobileEquipmentIdentifier|IntegratedCircuitCardIdentity|PhoneNumber|UniqueChipID|DieID|ECID)\\\\?["']?\\s*[=:]\\s*\\\\?["']?)(?<serial>[\\p{L}\\p{N}+][\\p{L}\\p{N}+ -]{3,40}[\\p{L}\\p{N}])`,
    find: (_, { serialKey = '', serial = '' }) => [serialKey, { kind: 'serial', secret: serial }],
  },
  {
    pattern: `(?<home>${slash}(?:Users|home)${slash})(?<homeUser>[^\\\\/\\s"'<>:]+)`,
    find: (_, { home = '', homeUser = '' }) =>
      homeUser === 'Shared' ? undefined : [home, { kind: 'user', secret: homeUser }],
  },
  {
    pattern: `(?<homeWindows>[A-Za-z]:\\\\{1,2}Users\\\\{1,2})(?<windowsUser>[^\\\\/\\s"'<>:]+)`,
    find: (_, { homeWindows = '', windowsUser = '' }) => [homeWindows, { kind: 'user', secret: windowsUser }],
  },
  {
    pattern: `${notWordBefore}[\\p{L}\\p{N}-]{1,63}\\.local${notWordAfter}`,
    find: (match) => [{ kind: 'host', secret: match }],
  },
  {
    pattern: `${notWordBefore}[\\p{L}\\p{N}._%+-]{1,64}@[\\p{L}\\p{N}-]{1,63}(?:\\.[\\p{L}\\p{N}-]{1,63})*\\.\\p{L}[\\p{L}\\p{N}-]{1,62}`,
    find: (match) => [{ kind: 'mail', secret: match }],
  },
];

/** Addresses that mean the machine itself, or none. */
const isOwnAddress = (address: string): boolean =>
  /^127\.|^0\.0\.0\.0$|^255\.255\.255\.255$|^::1?$|^::ffff:(?:127\.|7f)/i.test(address);

/**
 * Takes out of documents what tells whose phone, host or account they are about. Each secret becomes a placeholder with
 * its kind and a number, the same one wherever the secret stands in any of them, so that what belonged together still
 * does. Numbers count from 1 in the order of the first appearance. A pure function.
 */
export function redact(documents: readonly Document[], known: Known): Redacted {
  const rules = [placeholder, ...knownRules(known), ...formats];
  const all = new RegExp(rules.map(({ pattern }, index) => `(?<rule${String(index)}>${pattern})`).join('|'), 'gu');
  const numbers = new Map<string, number>();
  const counts: Partial<Record<Kind, number>> = {};

  const placeholderOf = ({ kind, secret }: Secret): string => {
    const key = `${kind} ${secret.toLowerCase()}`;
    let number = numbers.get(key);
    if (number === undefined) {
      number = (counts[kind] ?? 0) + 1;
      counts[kind] = number;
      numbers.set(key, number);
    }
    return `<${kind}-${String(number)}>`;
  };
  const redactText = (text: string): string =>
    text.replace(all, (match: string, ...rest: unknown[]) => {
      const groups = rest.at(-1) as Record<string, string | undefined>;
      const rule = rules.find((_, index) => groups[`rule${String(index)}`] !== undefined);
      const pieces = rule?.find(match, groups) ?? [match];
      return pieces.map((piece) => (typeof piece === 'string' ? piece : placeholderOf(piece))).join('');
    });
  const redactLine = (line: string): string => {
    const value = parseJson(line);
    return value === undefined ? redactText(line) : JSON.stringify(redactStrings(value, redactText));
  };

  const texts = documents.map(({ format, text }) =>
    format === 'text' ? redactText(text) : text.split('\n').map(redactLine).join('\n'),
  );
  return { texts, counts };
}

/** Keys stay: they are the protocol's. */
function redactStrings(value: unknown, redactText: (text: string) => string): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map((each) => redactStrings(each, redactText));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, redactStrings(each, redactText)]));
}

/** What is known goes first, the longer ones before those that they contain. */
function knownRules(known: Known): Rule[] {
  const secrets: readonly (readonly [Kind, readonly string[]])[] = [
    ['udid', known.udids],
    ['bundle', known.bundleIds],
    ['name', known.phoneNames.filter((name) => !isGeneric(name))],
    ['serial', known.serials],
    ['team', known.teams],
    ['host', known.hosts],
    ['user', known.users],
  ];
  return secrets
    .flatMap(([kind, words]) => words.filter((word) => word.trim() !== '').map((word) => ({ kind, word })))
    .sort((a, b) => b.word.length - a.word.length)
    .map(({ kind, word }) => ({
      pattern: `${notWordBefore}(?:${spellings(word).map(escapeForPattern).join('|')})${notWordAfter}`,
      find: () => [{ kind, secret: word }],
    }));
}

/** Names that Apple gives. */
const isGeneric = (name: string): boolean => /^(?:iphone|ipad|ipod touch)(?: \d+)?$/i.test(name.trim());

/** As it is, and as logs and JSON write what is not ASCII, or not allowed in a URL. */
function spellings(word: string): string[] {
  const json = JSON.stringify(word).slice(1, -1);
  const ascii = json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return [
    ...new Set([
      word,
      json,
      ascii,
      ascii.toUpperCase().replaceAll('\\U', '\\u'),
      encodeURIComponent(word.replace(/\p{Cs}/gu, '')),
    ]),
  ];
}

const escapeForPattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
