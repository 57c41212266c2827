/**
 * Text for a terminal's line: a name may contain line breaks, and sequences by which a terminal is told what to do or to
 * write backwards. They are written as in JSON.
 */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069]/gu, (letter) => {
    const known: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
    return known[letter] ?? `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
