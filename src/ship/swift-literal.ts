/**
 * A text as a Swift string literal (The Swift Programming Language, Lexical Structure): names come from files, and must not
 * end the literal, interpolate, or break the line.
 */
export const swiftText = (text: string): string =>
  `"${text.replace(/["\\]|[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, escaped)}"`;

function escaped(letter: string): string {
  if (letter === '"' || letter === '\\') return `\\${letter}`;
  const code = letter.codePointAt(0) ?? 0xfffd;
  // Half of a surrogate pair is no Unicode scalar, and Swift has no escape for it.
  return `\\u{${(code >= 0xd800 && code <= 0xdfff ? 0xfffd : code).toString(16)}}`;
}

/** A number as a `Double`; `1` alone would be an `Int`. */
export const swiftDouble = (value: number): string => {
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
};

/** Text of a comment, which must not leave its line. */
export const swiftComment = (text: string): string => text.replace(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, ' ');
