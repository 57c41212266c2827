import { createHash } from 'node:crypto';

/** Leaves room within the 255 bytes of a file's name for what stands before and behind it. */
const longest = 100;
const readable = 60;
const digestDigits = 12;

/**
 * A name of somebody's file as a part of names on the phone and in a run's folder, where few letters are sure to work. An
 * ordinary name stays as it is; any other becomes what is readable of it and a digest of the whole, so that different names
 * stay different and the same name (however a disk composes its accents) gives the same. Never empty; starts with a letter or
 * a digit; letters, digits, `.`, `_` and `-` alone.
 */
export function fileSafe(name: string): string {
  if (isOrdinary(name)) return name;
  const letters = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, readable)
    .replace(/[^A-Za-z0-9]+$/, '');
  const digest = createHash('sha256').update(name.normalize('NFC')).digest('hex').slice(0, digestDigits);
  return letters === '' ? `name-${digest}` : `${letters}-${digest}`;
}

/** One that ends as made ones do could be taken for another's. */
const isOrdinary = (name: string): boolean =>
  name.length <= longest && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name) && !/-[0-9a-f]{12}$/.test(name);
