import bplist from 'bplist-parser';
import { encodeBinaryPlist, Uid } from './binary-plist.js';
import type { BinaryValue } from './binary-plist.js';

/** What Instruments' services say and are told: values of Foundation, as NSKeyedArchiver writes them. */
export type Archived =
  | null
  | boolean
  | number
  | string
  | Buffer
  | readonly Archived[]
  | ArchivedError
  | { readonly [key: string]: Archived };

/** An NSError. */
export class ArchivedError {
  readonly domain: string;
  readonly code: number;
  readonly message: string;

  constructor(domain: string, code: number, message: string) {
    this.domain = domain;
    this.code = code;
    this.message = message;
  }
}

/** Objects within objects; a reader that recurses without end would run out of stack. */
const deepest = 64;

/** Archives a value, with its root under the key that NSKeyedArchiver takes. */
export function archive(value: Archived): Buffer {
  const objects: BinaryValue[] = ['$null'];
  const classes = new Map<string, Uid>();
  const classOf = (...names: readonly [string, ...string[]]): Uid => {
    const known = classes.get(names[0]);
    if (known !== undefined) return known;
    const uid = new Uid(objects.length);
    objects.push({ $classes: names, $classname: names[0] });
    classes.set(names[0], uid);
    return uid;
  };
  const add = (item: Archived): Uid => {
    if (item === null) return new Uid(0);
    const uid = new Uid(objects.length);
    // Its place, before the objects that it refers to.
    objects.push(false);
    objects[uid.index] = encoded(item, add, classOf);
    return uid;
  };
  const root = add(value);
  return encodeBinaryPlist({
    $archiver: 'NSKeyedArchiver',
    $objects: objects,
    $top: { root },
    $version: 100_000,
  });
}

function encoded(
  item: Exclude<Archived, null>,
  add: (item: Archived) => Uid,
  classOf: (...names: readonly [string, ...string[]]) => Uid,
): BinaryValue {
  if (typeof item !== 'object') return item;
  if (Buffer.isBuffer(item)) return { 'NS.data': item, $class: classOf('NSMutableData', 'NSData', 'NSObject') };
  if (isArray(item)) return { 'NS.objects': item.map(add), $class: classOf('NSArray', 'NSObject') };
  if (item instanceof ArchivedError) {
    return {
      NSCode: item.code,
      NSDomain: add(item.domain),
      NSUserInfo: add({ NSLocalizedDescription: item.message }),
      $class: classOf('NSError', 'NSObject'),
    };
  }
  return {
    'NS.keys': Object.keys(item).map(add),
    'NS.objects': Object.values(item).map(add),
    $class: classOf('NSDictionary', 'NSObject'),
  };
}

const isArray = (item: Archived): item is readonly Archived[] => Array.isArray(item);

/** What bplist-parser makes of a reference. */
interface ParsedUid {
  readonly UID: number;
}

/**
 * Reads an archive of a value. Sets are read as arrays, and objects of other classes as dictionaries of their fields. Throws
 * an Error for what is no archive.
 */
export function unarchive(bytes: Buffer): Archived {
  const parsed = parse(bytes);
  if (!isRecord(parsed) || !Array.isArray(parsed['$objects']) || !isRecord(parsed['$top'])) {
    throw new Error('this is no keyed archive');
  }
  const root = parsed['$top']['root'];
  if (!isUid(root)) throw new Error('the archive has no root');
  return read(parsed['$objects'] as readonly unknown[], root, 0);
}

/** bplist-parser reads past the end of what is damaged, which Node refuses in its own words. */
function parse(bytes: Buffer): unknown {
  try {
    return bplist.parseBuffer<unknown>(bytes)[0];
  } catch (error) {
    throw new Error('this is no binary property list', { cause: error });
  }
}

function read(objects: readonly unknown[], { UID }: ParsedUid, depth: number): Archived {
  if (depth > deepest) throw new Error('the archive is nested too deeply');
  if (UID >= objects.length) throw new Error('the archive refers to an object that it lacks');
  const object = objects[UID];
  if (object === '$null' || object === null) return null;
  if (typeof object === 'boolean' || typeof object === 'number' || typeof object === 'string') return object;
  if (Buffer.isBuffer(object)) return object;
  if (!isRecord(object)) throw new Error('the archive has an object of no kind that is known here');
  const follow = (reference: unknown): Archived => (isUid(reference) ? read(objects, reference, depth + 1) : null);
  const items = object['NS.objects'];
  const keys = object['NS.keys'];
  if (Array.isArray(items) && !Array.isArray(keys)) return items.map(follow);
  if (Array.isArray(items) && Array.isArray(keys)) {
    return Object.fromEntries(keys.map((key, index) => [keyOf(follow(key)), follow(items[index])]));
  }
  const data = object['NS.data'];
  if (Buffer.isBuffer(data)) return data;
  const text = object['NS.string'];
  if (typeof text === 'string') return text;
  const fields = Object.entries(object).filter(([name]) => name !== '$class');
  return Object.fromEntries(
    fields.map(([name, value]) => [name, isUid(value) ? follow(value) : typeof value === 'number' ? value : null]),
  );
}

/** Keys may be numbers, such as pids. */
const keyOf = (value: Archived): string => (typeof value === 'object' ? '' : String(value));

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);

const isUid = (value: unknown): value is ParsedUid => isRecord(value) && typeof value['UID'] === 'number';
