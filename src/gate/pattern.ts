/**
 * Whether a text fits a pattern, in which `*` stands for any characters and everything else for itself. A library for
 * paths will not do: it gives `?`, `(a|b)` and a leading `./` a meaning, and people give phones such names.
 */
export function fits(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first)) return false;
  // Each part where it first occurs: a regular expression would try every place for every star.
  let from = first.length;
  for (const part of others) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}

/** Whether one of several names fits. Without a pattern a thing without any name fits too. */
export const fitsOne = (pattern: string | undefined, names: readonly string[]): boolean =>
  pattern === undefined || names.some((name) => fits(pattern, name));
