import type { Exchange } from '../../../src/lab/exchange.js';

type Answer = NonNullable<Exchange['answer']>;

/** Fields whose values are of one phone, one build or one moment; only their types are compared. */
const volatile = new Set([
  ...['accessibilityDeadline', 'bundleId', 'currentLocale', 'ip', 'level', 'message', 'model', 'name', 'pid'],
  ...['productBundleIdentifier', 'sdkVersion', 'sessionId', 'testmanagerdVersion', 'thermalState', 'time', 'timeZone'],
  ...['traceback', 'upgradedAt', 'userInterfaceStyle', 'uuid', 'version'],
]);

/** Headers of a connection or a moment. */
const otherHeaders = new Set(['connection', 'content-length', 'date', 'keep-alive']);

/**
 * How an answer differs from the recorded one, a line each. Status, headers, keys and types have to be the same, and so
 * have values, other than those of one phone, one build or one moment. A message has to be made of the same words.
 */
export function differences(recorded: Answer, ours: Answer): string[] {
  return [
    ...valuesDiffer('status', recorded.status, ours.status),
    ...valuesDiffer('headers', headersOf(recorded), headersOf(ours)),
    ...valuesDiffer('body', bodyOf(recorded), bodyOf(ours)),
  ];
}

const headersOf = ({ headers }: Answer): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !otherHeaders.has(name)));

const bodyOf = ({ json, text }: Answer): unknown => json ?? text;

function valuesDiffer(where: string, recorded: unknown, ours: unknown): string[] {
  if (typeOf(recorded) !== typeOf(ours)) return [`${where}: ${show(recorded)} is recorded, ${show(ours)} is ours`];
  if (isObject(recorded) && isObject(ours)) {
    const keys = [...new Set([...Object.keys(recorded), ...Object.keys(ours)])].sort();
    return keys.flatMap((key) => {
      if (!(key in ours)) return [`${where}.${key}: only recorded`];
      if (!(key in recorded)) return [`${where}.${key}: only ours`];
      return valuesDiffer(`${where}.${key}`, recorded[key], ours[key]);
    });
  }
  if (Array.isArray(recorded) && Array.isArray(ours)) {
    if (recorded.length !== ours.length) return [`${where}: ${show(recorded)} is recorded, ${show(ours)} is ours`];
    return recorded.flatMap((each, index) => valuesDiffer(`${where}.${String(index)}`, each, ours[index]));
  }
  const key = where.split('.').at(-1) ?? '';
  const same = key === 'message' ? wordsOf(recorded) === wordsOf(ours) : volatile.has(key) || Object.is(recorded, ours);
  return same ? [] : [`${where}: ${show(recorded)} is recorded, ${show(ours)} is ours`];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

/** A message without what it is about: names in quotes, numbers, addresses and notifications. */
const wordsOf = (message: unknown): string =>
  String(message)
    .replace(/0x[0-9a-f]+/gi, '#')
    .replace(/\b[a-z][\w-]*(?:\.[\w-]+){2,}\b/gi, '#')
    .replace(/\d+(?:\.\d+)?/g, '#');

const show = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 160)}...` : text;
};
