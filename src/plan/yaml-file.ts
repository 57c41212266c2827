import { isAlias, isCollection, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { Document } from 'yaml';
import type { z } from 'zod';
import { inFull, mostBytes, mostOf } from '../bounds/bounds.js';
import { readFileWithin } from '../bounds/read-file.js';
import { Problem } from '../problem.js';
import { complaintOf } from './yaml-complaint.js';

/** Reads a YAML file against its schema. Throws a Problem that names file, line and field. */
export const readYaml = <Schema extends z.ZodType>(path: string, schema: Schema): z.infer<Schema> =>
  yamlIn(textOf(path), path, schema);

/** Reads the text of a YAML file against its schema. `path` is for what a Problem says. */
function yamlIn<Schema extends z.ZodType>(text: string, path: string, schema: Schema): z.infer<Schema> {
  refuseDeep(text, path);
  const lines = new LineCounter();
  const document = parsed(text, path, lines);
  const lineAt = (offset: number): string => `${path}:${String(lines.linePos(offset).line)}`;
  const [syntax] = document.errors;
  if (syntax) {
    const what = (syntax.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:$/, '');
    throw new Problem(`${lineAt(syntax.pos[0])}: ${what}; fix the YAML`);
  }
  refuseStrange(document, lineAt);
  const checked = schema.safeParse(valueOf(document, path));
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  if (issue === undefined) throw checked.error;
  const field = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') field.push(issue.keys[0] ?? '');
  const where = lineAt(offsetOf(document, field));
  throw new Problem(`${where}: field ${field.join('.') || '(the whole file)'}: ${complaintOf(issue)}`);
}

function textOf(path: string): string {
  try {
    return readFileWithin(path, mostBytes.yaml.most).toString('utf8');
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`${path} cannot be read; name an existing file`, undefined, error);
  }
}

const tooDeep = (where: string): Problem =>
  new Problem(`${where}: nests more than ${inFull(mostOf.yamlDepth.most)} levels deep; write it flatter`);

/** The parser calls itself for each level, and a line such as `a: a: a:` has as many levels as there is room for. */
function parsed(text: string, path: string, lineCounter: LineCounter): Document {
  try {
    // The parser compares each key of a map with all others; `refuseStrange` does not.
    return parseDocument(text, { lineCounter, uniqueKeys: false, prettyErrors: false, logLevel: 'error' });
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep(path);
    throw error;
  }
}

/**
 * Refuses before it is parsed what nests so deep that the parser would take minutes. Brackets in quotes and comments count
 * as well, since no sensible file has so many that are not closed.
 */
function refuseDeep(text: string, path: string): void {
  const most = mostOf.yamlDepth.most;
  const tooDeepAt = (line: number): Problem => tooDeep(`${path}:${String(line)}`);
  let [line, depth, indent, isIndenting] = [1, 0, 0, true];
  for (const letter of text) {
    if (letter === '\n') [line, indent, isIndenting] = [line + 1, 0, true];
    else if (isIndenting && (letter === '-' || letter === '?' || letter === ':')) indent++;
    else if (letter !== ' ' && letter !== '\t') isIndenting = false;
    if (letter === '[' || letter === '{') depth++;
    if (letter === ']' || letter === '}') depth--;
    if (Math.abs(depth) > most || indent > most) throw tooDeepAt(line);
  }
  const deepest = /^ {200}/m.exec(text);
  if (deepest) throw tooDeepAt(text.slice(0, deepest.index).split('\n').length);
}

/**
 * A field that is given twice is a mistake; aliases of aliases make gigabytes of a few lines; and whoever reads a value
 * calls itself for each level.
 */
function refuseStrange(document: Document, lineAt: (offset: number) => string): void {
  let aliases = 0;
  visit(document, (_key, node, above) => {
    const levels = above.filter((parent) => isCollection(parent)).length;
    if (isNode(node) && levels > mostOf.yamlDepth.most) throw tooDeep(lineAt(node.range?.[0] ?? 0));
    if (isAlias(node) && ++aliases > mostOf.yamlAliases.most) {
      const most = inFull(mostOf.yamlAliases.most);
      throw new Problem(
        `${lineAt(node.range?.[0] ?? 0)}: has more than ${most} aliases; write out what they stand for`,
      );
    }
    if (!isMap(node)) return;
    const seen = new Set<unknown>();
    for (const { key } of node.items) {
      if (!isScalar(key)) continue;
      if (seen.has(key.value)) {
        throw new Problem(
          `${lineAt(key.range?.[0] ?? 0)}: field ${String(key.value)} is given twice; remove one of them`,
        );
      }
      seen.add(key.value);
    }
  });
}

/** Throws a Problem for aliases that stand for themselves, or for too much. */
function valueOf(document: Document, path: string): unknown {
  try {
    return document.toJS({ maxAliasCount: mostOf.yamlAliases.most });
  } catch (error) {
    const unknown = /^Unresolved alias .*: (.+)$/.exec(error instanceof Error ? error.message : '')?.[1];
    const what = unknown === undefined ? 'its aliases stand for too much' : `*${unknown} stands for nothing before it`;
    throw new Problem(`${path}: ${what}; write out what it stands for`, undefined, error);
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
