/**
 * Names come from files and phones. They must not end a cell, begin a tag or a style, become another text by an entity, lead
 * anywhere, or call somebody (`@name`) or something (`#1`) of the place where the page is shown; nothing of them is lost.
 */
export const markdownText = (text: string): string =>
  text
    .replace(/[\t-\r\u2028\u2029]+/g, ' ')
    .replace(
      /[\p{Cc}\p{Cs}]|[&<]|[\\>|`*[\]~$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|(?<=\w):(?=\/\/)|(?<!\w)[@#](?=\w)/gu,
      harmless,
    );

function harmless(letter: string): string {
  if (/[\p{Cc}\p{Cs}]/u.test(letter)) return '\ufffd';
  if (letter === '&') return '&amp;';
  if (letter === '<') return '&lt;';
  return letter === '@' || letter === '#' ? `${letter}<!-- -->` : `\\${letter}`;
}

/** A title and a list below it. The title is Markdown, the items are any text. */
export const markdownList = (title: string, items: readonly string[]): string =>
  [title, '', ...items.map((item) => `- ${markdownText(item)}`)].join('\n');

/** A table whose cells are any text. */
export const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(markdownText).join(' | ')} |`).join('\n');
