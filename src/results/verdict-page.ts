import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readIfThere } from './read-if-there.js';
import { writeWhole } from './write-whole.js';

/*
 * verdict.md is what somebody reads who decides, so all that judges a run writes into the one page: the comparison with the
 * base first, between two marks that no reader sees, and the gate's verdict after it. Neither takes away the other's part.
 */
const begin = '<!-- comparison -->\n';
const end = '<!-- end of the comparison -->\n';

const pageFile = (home: string): string => join(home, 'verdict.md');

/** The comparison's part of a page, with its marks; empty without one. */
function comparisonIn(page: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  return from < 0 || to < from ? '' : page.slice(from, to + end.length);
}

const pageIn = (home: string): string => readIfThere(pageFile(home))?.toString('utf8') ?? '';

/** Writes the comparison's part of the page in this folder; an empty text takes it away. */
export function writeComparisonPart(home: string, text: string): void {
  const page = pageIn(home);
  const part = comparisonIn(page);
  const rest = part === '' ? page : page.replace(part, '').replace(/^\n+/, '');
  const own = text === '' ? '' : `${begin}${text}${end}`;
  if (own === '' && rest === '') {
    rmSync(pageFile(home), { force: true });
    return;
  }
  writeWhole(pageFile(home), own === '' || rest === '' ? own + rest : `${own}\n${rest}`);
}

/** Takes away all of the page that is not the comparison's. */
export function removeGatePart(home: string): void {
  const page = pageIn(home);
  const part = comparisonIn(page);
  if (part === '') rmSync(pageFile(home), { force: true });
  else if (part !== page) writeWhole(pageFile(home), part);
}

/** Writes all of the page that is not the comparison's. */
export function writeGatePart(home: string, text: string): void {
  const part = comparisonIn(pageIn(home));
  writeWhole(pageFile(home), part === '' || text === '' ? part + text : `${part}\n${text}`);
}
