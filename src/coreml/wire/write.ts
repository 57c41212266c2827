import protobuf from 'protobufjs/minimal.js';
import { scalarNamed } from './scalars.js';
import type { Message } from './schema.js';

/** Writes a message. A field that is undefined or not there is left out; numbers in lists are packed. */
export function writeMessage(message: Message, value: object): Uint8Array {
  const writer = protobuf.Writer.create();
  write(writer, message, value as Readonly<Record<string, unknown>>);
  return writer.finish();
}

function write(to: protobuf.Writer, { fields }: Message, value: Readonly<Record<string, unknown>>): void {
  for (const { name, number, type, rule } of fields) {
    const given = value[name];
    if (given === undefined) continue;
    const values = (rule === 'repeated' ? given : [given]) as readonly unknown[];
    const tag = (wireType: number): protobuf.Writer => to.uint32((number << 3) | wireType);
    if (typeof type !== 'string') {
      for (const one of values) {
        tag(2).fork();
        write(to, type(), one as Readonly<Record<string, unknown>>);
        to.ldelim();
      }
      continue;
    }
    const scalar = scalarNamed(type);
    if (rule === 'repeated' && scalar.readPacked) {
      tag(2).fork();
      for (const one of values) scalar.write(to, one);
      to.ldelim();
      continue;
    }
    for (const one of values) {
      tag(scalar.wireType);
      scalar.write(to, one);
    }
  }
}
