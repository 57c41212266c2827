import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { z } from 'zod';
import { Problem } from '../problem.js';

/** Reads a YAML file against its schema. Throws a Problem that names file, line and field. */
export function readYaml<Schema extends z.ZodType>(path: string, schema: Schema): z.infer<Schema> {
  const lines = new LineCounter();
  const document = parseDocument(textOf(path), { lineCounter: lines });
  const [syntax] = document.errors;
  if (syntax) {
    const what = (syntax.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:$/, '');
    throw new Problem(`${path}:${String(lines.linePos(syntax.pos[0]).line)}: ${what}; fix the YAML`);
  }
  const parsed = schema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (issue === undefined) throw parsed.error;
  const field = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') field.push(issue.keys[0] ?? '');
  const line = lines.linePos(offsetOf(document, field)).line;
  throw new Problem(`${path}:${String(line)}: field ${field.join('.') || '(the whole file)'}: ${issue.message}`);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Problem(`${path} cannot be read; name an existing file`, undefined, error);
  }
}

/** Finds where a field begins, or for a missing field the nearest one above it. */
function offsetOf(document: Document, field: readonly string[]): number {
  for (let depth = field.length; depth > 0; depth--) {
    const path = field.slice(0, depth).map((part) => (/^\d+$/.test(part) ? Number(part) : part));
    const node: unknown = document.getIn(path, true);
    if (hasRange(node)) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}

const hasRange = (node: unknown): node is { range: [number, number, number] } =>
  typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
