import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../src/project.js';

/** A command line of rezbench that a page prints. */
export interface PrintedCommand {
  readonly document: string;
  /** The words after `rezbench`, as a shell would part them. */
  readonly words: readonly string[];
  /** What the page says beside it, after `#`. */
  readonly comment: string;
}

/** How a page calls the command line, from the folder of a checkout. */
const call = /^(?:[A-Z0-9_]+=\S+ )*(?:npx rezbench|node scripts\/rezbench\.mjs|npx tsx src\/bin\.ts) (.*)$/;

/** The documents that somebody reads who uses rezbench, from the project's folder. */
export const documents: readonly string[] = [
  'README.md',
  ...readdirSync(join(projectRoot, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  'models/MODEL_CARD.md',
  'images/README.md',
  'test/golden/README.md',
  'test/golden/wda/README.md',
];

/** The lines of a document's shell boxes, in order, without comments. */
export const shellLines = (document: string): string[] => commentedLines(document).map(({ line }) => line);

function commentedLines(document: string): { readonly line: string; readonly comment: string }[] {
  return boxes(document, 'sh')
    .flatMap((box) => box.split('\n'))
    .map((text) => {
      const [line = '', ...comment] = text.split(/(?:^|\s+)#/);
      return { line: line.trim(), comment: comment.join('#').trim() };
    })
    .filter(({ line }) => line !== '');
}

/** The commands of rezbench in a document's shell boxes, in order. */
export const printedCommands = (document: string): PrintedCommand[] =>
  commentedLines(document).flatMap(({ line, comment }) => {
    const words = call.exec(line)?.[1];
    return words === undefined ? [] : [{ document, words: words.split(/\s+/), comment }];
  });

/** What a document has between backticks within its sentences. */
export const spansOf = (document: string): string[] =>
  [
    ...read(document)
      .replaceAll(/^```[^]*?^```$/gm, '')
      .matchAll(/`([^`\n]+)`/g),
  ].map(([, span = '']) => span);

/** The words of a span after `rezbench`, or from the command on; undefined when it is no command of rezbench. */
export function wordsOf(span: string, commands: ReadonlySet<string>): string[] | undefined {
  const words = (call.exec(span.replace(/^time /, ''))?.[1] ?? span.replace(/^rezbench /, '')).split(' ');
  return commands.has(words[0] ?? '') ? words : undefined;
}

/** The contents of a document's boxes in a language; without one, of boxes that name none. */
export const boxes = (document: string, language: string): string[] =>
  [...read(document).matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, box = '']) => box);

const read = (document: string): string => readFileSync(join(projectRoot, document), 'utf8');
