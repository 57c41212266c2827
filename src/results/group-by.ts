/**
 * Items by what they have in common, groups and items in their order, in one pass: a farm has many rows. What has no key is left
 * out. (Map.groupBy of Node 21.)
 */
export function groupBy<Item, Key>(
  items: Iterable<Item>,
  keyOf: (item: Item, index: number) => Key | undefined,
): Map<Key, [Item, ...Item[]]> {
  const groups = new Map<Key, [Item, ...Item[]]>();
  let index = 0;
  for (const item of items) {
    const key = keyOf(item, index);
    index += 1;
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
