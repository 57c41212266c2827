import { isScalar, scalarNamed } from './scalars.js';
import type { ScalarName } from './scalars.js';

/** A message definition of a .proto text. */
export interface Message {
  readonly fields: readonly Field[];
  readonly byNumber: ReadonlyMap<number, Field>;
}

export interface Field {
  readonly name: string;
  readonly number: number;
  readonly type: ScalarName | Lazy;
  /** A map has strings as keys, and lies in a file as a repeated message of a key (1) and a value (2). */
  readonly rule: 'one' | 'repeated' | 'map';
  /** The name of the alternatives that the field is one of. */
  readonly oneof: string | undefined;
}

/** The message of a field. Messages hold each other, so it is looked up when it is needed. */
type Lazy = () => Message;

/**
 * Reads the messages of a .proto text (proto3: scalars, messages, oneof, and maps by strings) and returns one by its name.
 * protobufjs reads such a text too, and makes JavaScript of it, which takes longer than most models take to be read.
 */
export function messagesIn(source: string): (name: string) => Message {
  const tokens = source.match(/\w+|[{}<>]/g) ?? [];
  const messages = new Map<string, Message>();
  let at = 0;
  const next = (): string => tokens[at++] ?? '';
  const message = (name: string): Message => {
    const found = messages.get(name);
    if (found === undefined) throw new Error(`no message ${name}`);
    return found;
  };

  function field(first: string, oneof: string | undefined): Field {
    const rule = first === 'repeated' || first === 'map' ? first : 'one';
    if (rule === 'map') at += 2; // < string
    const type = rule === 'one' ? first : next();
    if (rule === 'map') at += 1; // >
    const [name, number] = [next(), Number(next())];
    return { name, number, type: isScalar(type) ? type : () => message(type), rule, oneof };
  }

  /** Up to the brace that closes them. */
  function fields(oneof?: string): Field[] {
    const found: Field[] = [];
    at += 1; // {
    for (let token = next(); token !== '}'; token = next()) {
      if (token === 'oneof') found.push(...fields(next()));
      else if (token === 'packed')
        at += 1; // true
      else found.push(field(token, oneof));
    }
    return found;
  }

  while (at < tokens.length) {
    if (next() !== 'message') continue;
    const name = next();
    const all = fields();
    messages.set(name, { fields: all, byNumber: new Map(all.map((one) => [one.number, one])) });
  }
  return message;
}

/** What a field has that the file leaves out. */
export function absent({ type, rule }: Field): unknown {
  if (rule === 'repeated') return [];
  if (rule === 'map') return {};
  return typeof type === 'string' ? scalarNamed(type).zero : null;
}
