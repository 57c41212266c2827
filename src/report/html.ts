/** Text that is already markup. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Html | readonly Html[];

/** A template of markup, in which every string is escaped and markup is kept. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(strings.map((string, index) => string + (index < parts.length ? written(parts[index] ?? '') : '')).join(''));

function written(part: Part): string {
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(({ text }) => text).join('\n');
  return escaped(String(part));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => drawable(text).replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);

/**
 * What XML and HTML can hold: names may contain control characters and halves of characters, which no entity stands for,
 * and of which one makes an SVG unreadable as a whole.
 */
export const drawable = (text: string): string =>
  text.replace(/[^\t\n\r -~\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
