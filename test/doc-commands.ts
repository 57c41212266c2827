import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../src/project.js';

/** The lines of a document's shell boxes, in order, without comments. */
export function shellLines(document: string): string[] {
  return boxes(document, 'sh').flatMap((box) =>
    box
      .split('\n')
      .map((line) => line.replace(/\s+#.*$/, '').trim())
      .filter((line) => line !== ''),
  );
}

/** The contents of a document's boxes in a language. */
export function boxes(document: string, language: string): string[] {
  const text = readFileSync(join(projectRoot, document), 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, box = '']) => box);
}
