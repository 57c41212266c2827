import { parse, resolve, sep } from 'node:path';

/**
 * Names files after themselves, so that no two share a name: `net`, or where several are called that `net.mlmodel` and
 * `net.mlpackage`, or with the folders above, `one-net` and `two-net`. Names that differ in case or accents' form alone
 * count as one, since a disk may not tell them apart. The same files get the same names, in whatever order they come;
 * `taken` are names that something else has. Returns names by path as given; two spellings of one path share theirs.
 */
export function distinctNames(paths: readonly string[], taken: Iterable<string> = []): ReadonlyMap<string, string> {
  const reserved = new Set([...taken].map(keyOf));
  const files = [...new Set(paths.map((path) => resolve(path)))].sort().map((path) => ({ forms: formsOf(path), path }));
  let depths = files.map(() => 0);
  for (;;) {
    const names = files.map(({ forms }, index) => forms[depths[index] ?? 0] ?? '');
    const holders = countOf(names.map(keyOf));
    const clashes = (name: string): boolean => reserved.has(keyOf(name)) || (holders.get(keyOf(name)) ?? 0) > 1;
    const next = depths.map((depth, index) =>
      clashes(names[index] ?? '') ? Math.min(depth + 1, (files[index]?.forms.length ?? 1) - 1) : depth,
    );
    if (next.every((depth, index) => depth === depths[index])) {
      // What even all folders do not tell apart is called after itself.
      const own = names.map((name, index) => (clashes(name) ? (files[index]?.forms[1] ?? name) : name));
      const named = numbered(own, reserved);
      const byFile = new Map(files.map(({ path }, index) => [path, named[index] ?? '']));
      return new Map(paths.map((path) => [path, byFile.get(resolve(path)) ?? '']));
    }
    depths = next;
  }
}

const keyOf = (name: string): string => name.normalize('NFC').toLowerCase();

/** What a file may be called, the shortest first: with its extension, then with more and more of the folders above. */
function formsOf(path: string): string[] {
  const { dir, name, base } = parse(path);
  const folders = dir.split(sep).filter((folder) => folder !== '');
  const above = folders.map((_, index) => folders.slice(folders.length - 1 - index).join('-'));
  return [name, base, ...above.flatMap((part) => [`${part}-${name}`, `${part}-${base}`])];
}

function countOf(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** Numbers names that even all of their folders do not tell apart: `Net` and `net` in one folder. */
function numbered(names: readonly string[], reserved: ReadonlySet<string>): string[] {
  const used = new Set([...reserved]);
  const all = new Set(names.map(keyOf));
  return names.map((name) => {
    let found = name;
    for (let number = 2; used.has(keyOf(found)); number++) {
      const candidate = `${name}-${String(number)}`;
      found = all.has(keyOf(candidate)) ? name : candidate;
    }
    used.add(keyOf(found));
    return found;
  });
}
