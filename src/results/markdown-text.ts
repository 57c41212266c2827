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
