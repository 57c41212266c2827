import protobuf from 'protobufjs/minimal.js';
import { scalarNamed } from './scalars.js';
import type { ScalarName } from './scalars.js';
import { absent } from './schema.js';
import type { Field, Message } from './schema.js';

type Value = Record<string, unknown>;

/** Messages inside messages, as deep as protobuf's own readers go. */
const deepest = 100;

/**
 * Reads a message, without the fields that its definition does not have. A field that has its default is left out, unless
 * it is one of alternatives. Throws an Error for bytes that are no such message.
 */
export const readMessage = (message: Message, bytes: Uint8Array): Value =>
  new MessageReader(bytes, false).message(message, bytes.length, 0);

/**
 * Reads a message as `readMessage` does, with a default for each field that is left out (null for a message), but for
 * alternatives: their oneof has the name of the one that is there.
 */
export const readCompletely = (message: Message, bytes: Uint8Array): Value =>
  new MessageReader(bytes, true).message(message, bytes.length, 0);

class MessageReader {
  readonly #bytes: protobuf.Reader;
  readonly #complete: boolean;

  constructor(bytes: Uint8Array, complete: boolean) {
    this.#bytes = protobuf.Reader.create(bytes);
    this.#complete = complete;
  }

  /** Reads up to `end` into `value`, which is new unless a message lies in the file in several parts. */
  message(message: Message, end: number, depth: number, value = this.#empty(message)): Value {
    const bytes = this.#bytes;
    if (depth > deepest) throw new Error('messages lie too deep in each other');
    const outer = bytes.len;
    if (end > outer) throw new RangeError('a message ends after the one around it');
    bytes.len = end;
    while (bytes.pos < end) {
      const tag = bytes.tag();
      const field = message.byNumber.get(tag >>> 3);
      // What lies in the file as its type does not is as good as unknown.
      if (field === undefined || !this.#field(field, tag & 7, depth, value)) bytes.skipType(tag & 7, depth, tag >>> 3);
    }
    if (bytes.pos !== end) throw new RangeError('a field ends after its message');
    bytes.len = outer;
    return value;
  }

  #field(field: Field, wireType: number, depth: number, into: Value): boolean {
    const { name, type, rule, oneof } = field;
    if (rule !== 'map' && typeof type === 'string') {
      if (!this.#scalar(field, type, wireType, into)) return false;
    } else {
      if (wireType !== 2) return false;
      const end = this.#bytes.size() + this.#bytes.pos;
      if (rule === 'map') this.#entry(field, end, depth, ((into[name] as Value | undefined) ??= {}));
      else if (typeof type !== 'string') {
        const read = (earlier?: Value): Value => this.message(type(), end, depth + 1, earlier);
        if (rule === 'repeated') listIn(into, name).push(read());
        else into[name] = read((into[name] ?? undefined) as Value | undefined);
      }
    }
    if (oneof !== undefined && this.#complete) into[oneof] = name;
    return true;
  }

  #scalar({ name, rule, oneof }: Field, type: ScalarName, wireType: number, into: Value): boolean {
    const scalar = scalarNamed(type);
    if (rule === 'repeated' && wireType === 2 && scalar.readPacked) {
      scalar.readPacked(this.#bytes, listIn(into, name));
      return true;
    }
    if (wireType !== scalar.wireType) return false;
    const read = scalar.read(this.#bytes);
    if (rule === 'repeated') listIn(into, name).push(read);
    else if (this.#complete || oneof !== undefined || !isZero(read, scalar.zero)) into[name] = read;
    else Reflect.deleteProperty(into, name);
    return true;
  }

  #entry({ type }: Field, end: number, depth: number, into: Value): void {
    const entry: Message = {
      fields: [],
      byNumber: new Map<number, Field>([
        [1, { name: 'key', number: 1, type: 'string', rule: 'one', oneof: undefined }],
        [2, { name: 'value', number: 2, type, rule: 'one', oneof: undefined }],
      ]),
    };
    const { key = '', value } = this.message(entry, end, depth);
    const missing = typeof type === 'string' ? scalarNamed(type).zero : this.#empty(type());
    // A key may be __proto__.
    Object.defineProperty(into, key as string, {
      value: value ?? missing,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }

  #empty({ fields }: Message): Value {
    if (!this.#complete) return {};
    return Object.fromEntries(
      fields.filter(({ oneof }) => oneof === undefined).map((field) => [field.name, absent(field)]),
    );
  }
}

const listIn = (into: Value, name: string): unknown[] => ((into[name] as unknown[] | undefined) ??= []);

const isZero = (value: unknown, zero: unknown): boolean =>
  value instanceof Uint8Array ? value.length === 0 : Object.is(value, zero);
