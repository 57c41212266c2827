/** What Apple sells under a product type. */
export interface PhoneModel {
  readonly name: string;
  /** The system on a chip, as Apple names it; `none` for the virtual iPhone. */
  readonly chip: string;
  readonly memoryBytes?: number;
  /** In pixels, upright. */
  readonly screen?: { readonly width: number; readonly height: number };
  /** Major versions of iOS: the one it was sold with, and the last it takes; absent where it still takes new ones. */
  readonly ios?: { readonly first: number; readonly last?: number };
}

const iphone = (
  name: string,
  chip: string,
  memoryGb: number,
  [width, height]: readonly [number, number],
  first: number,
  last?: number,
): PhoneModel => ({
  name,
  chip,
  memoryBytes: memoryGb * 2 ** 30,
  screen: { width, height },
  ios: { first, ...(last !== undefined && { last }) },
});

/**
 * iPhones that run iOS 16 or later, by their product type. Sources: https://theapplewiki.com/wiki/Models for the types and the
 * memory, which Apple does not publish; Apple's technical specifications (https://support.apple.com/specs) for chips and screens;
 * Apple's lists of iPhones that take iOS 17, 26 and 27 (https://support.apple.com/guide/iphone/iphe3fa5df43/ios) for the last
 * iOS. The last entry is this project's own.
 */
const models: Readonly<Record<string, PhoneModel>> = {
  'iPhone10,1': iphone('iPhone 8', 'A11 Bionic', 2, [750, 1334], 11, 16),
  'iPhone10,2': iphone('iPhone 8 Plus', 'A11 Bionic', 3, [1080, 1920], 11, 16),
  'iPhone10,3': iphone('iPhone X', 'A11 Bionic', 3, [1125, 2436], 11, 16),
  'iPhone10,4': iphone('iPhone 8', 'A11 Bionic', 2, [750, 1334], 11, 16),
  'iPhone10,5': iphone('iPhone 8 Plus', 'A11 Bionic', 3, [1080, 1920], 11, 16),
  'iPhone10,6': iphone('iPhone X', 'A11 Bionic', 3, [1125, 2436], 11, 16),
  'iPhone11,2': iphone('iPhone XS', 'A12 Bionic', 4, [1125, 2436], 12, 18),
  'iPhone11,4': iphone('iPhone XS Max', 'A12 Bionic', 4, [1242, 2688], 12, 18),
  'iPhone11,6': iphone('iPhone XS Max', 'A12 Bionic', 4, [1242, 2688], 12, 18),
  'iPhone11,8': iphone('iPhone XR', 'A12 Bionic', 3, [828, 1792], 12, 18),
  'iPhone12,1': iphone('iPhone 11', 'A13 Bionic', 4, [828, 1792], 13),
  'iPhone12,3': iphone('iPhone 11 Pro', 'A13 Bionic', 4, [1125, 2436], 13),
  'iPhone12,5': iphone('iPhone 11 Pro Max', 'A13 Bionic', 4, [1242, 2688], 13),
  'iPhone12,8': iphone('iPhone SE (2nd generation)', 'A13 Bionic', 3, [750, 1334], 13),
  'iPhone13,1': iphone('iPhone 12 mini', 'A14 Bionic', 4, [1080, 2340], 14),
  'iPhone13,2': iphone('iPhone 12', 'A14 Bionic', 4, [1170, 2532], 14),
  'iPhone13,3': iphone('iPhone 12 Pro', 'A14 Bionic', 6, [1170, 2532], 14),
  'iPhone13,4': iphone('iPhone 12 Pro Max', 'A14 Bionic', 6, [1284, 2778], 14),
  'iPhone14,2': iphone('iPhone 13 Pro', 'A15 Bionic', 6, [1170, 2532], 15),
  'iPhone14,3': iphone('iPhone 13 Pro Max', 'A15 Bionic', 6, [1284, 2778], 15),
  'iPhone14,4': iphone('iPhone 13 mini', 'A15 Bionic', 4, [1080, 2340], 15),
  'iPhone14,5': iphone('iPhone 13', 'A15 Bionic', 4, [1170, 2532], 15),
  'iPhone14,6': iphone('iPhone SE (3rd generation)', 'A15 Bionic', 4, [750, 1334], 15),
  'iPhone14,7': iphone('iPhone 14', 'A15 Bionic', 6, [1170, 2532], 16),
  'iPhone14,8': iphone('iPhone 14 Plus', 'A15 Bionic', 6, [1284, 2778], 16),
  'iPhone15,2': iphone('iPhone 14 Pro', 'A16 Bionic', 6, [1179, 2556], 16),
  'iPhone15,3': iphone('iPhone 14 Pro Max', 'A16 Bionic', 6, [1290, 2796], 16),
  'iPhone15,4': iphone('iPhone 15', 'A16 Bionic', 6, [1179, 2556], 17),
  'iPhone15,5': iphone('iPhone 15 Plus', 'A16 Bionic', 6, [1290, 2796], 17),
  'iPhone16,1': iphone('iPhone 15 Pro', 'A17 Pro', 8, [1179, 2556], 17),
  'iPhone16,2': iphone('iPhone 15 Pro Max', 'A17 Pro', 8, [1290, 2796], 17),
  'iPhone17,1': iphone('iPhone 16 Pro', 'A18 Pro', 8, [1206, 2622], 18),
  'iPhone17,2': iphone('iPhone 16 Pro Max', 'A18 Pro', 8, [1320, 2868], 18),
  'iPhone17,3': iphone('iPhone 16', 'A18', 8, [1179, 2556], 18),
  'iPhone17,4': iphone('iPhone 16 Plus', 'A18', 8, [1290, 2796], 18),
  'iPhone17,5': iphone('iPhone 16e', 'A18', 8, [1170, 2532], 18),
  'iPhone18,1': iphone('iPhone 17 Pro', 'A19 Pro', 12, [1206, 2622], 26),
  'iPhone18,2': iphone('iPhone 17 Pro Max', 'A19 Pro', 12, [1320, 2868], 26),
  'iPhone18,3': iphone('iPhone 17', 'A19', 8, [1206, 2622], 26),
  'iPhone18,4': iphone('iPhone Air', 'A19 Pro', 12, [1260, 2736], 26),
  'iPhone18,5': iphone('iPhone 17e', 'A19', 8, [1170, 2532], 26),
  'iPhone99,1': { name: 'virtual iPhone', chip: 'none' },
};

/** Undefined for a product type that is newer than this table. */
export const modelOf = (productType: string): PhoneModel | undefined =>
  Object.hasOwn(models, productType) ? models[productType] : undefined;

/**
 * The first product type of what a person calls a phone: its type, or the name that it is sold by in whatever case. Undefined
 * for one that the table does not have.
 */
export function typeCalled(name: string): string | undefined {
  if (modelOf(name) !== undefined) return name;
  return Object.keys(models).find((type) => models[type]?.name.toLowerCase() === name.toLowerCase());
}

/** The names that resemble one which the table does not have, the likest first. */
export function namesLike(name: string, most = 3): string[] {
  const names = [...new Set(Object.entries(models).flatMap(([type, model]) => [type, model.name]))];
  const likeness = new Map(names.map((known) => [known, dice(known.toLowerCase(), name.toLowerCase())]));
  return names.toSorted((one, other) => (likeness.get(other) ?? 0) - (likeness.get(one) ?? 0)).slice(0, most);
}

/** Dice's coefficient of the pairs of neighbouring characters in two texts: 1 where they have the same ones. */
function dice(one: string, other: string): number {
  const pairs = (text: string): string[] => Array.from({ length: text.length }, (_, at) => text.slice(at, at + 2));
  const left = pairs(other);
  const shared = pairs(one).filter((pair) => {
    const at = left.indexOf(pair);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
  return (2 * shared.length) / (one.length + other.length);
}

/** The product types with a chip, in the order of the table; empty for a chip that the table does not have. */
export const typesWith = (chip: string): string[] => Object.keys(models).filter((type) => models[type]?.chip === chip);

/** Each chip of an iPhone in the table, from old to new. */
export const chips: readonly string[] = [...new Set(Object.values(models).map(({ chip }) => chip))].filter(
  (chip) => chip !== 'none',
);
