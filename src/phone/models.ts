/** What Apple sells under a product type. */
export interface PhoneModel {
  readonly name: string;
  /** The system on a chip, as Apple names it. */
  readonly chip: string;
}

/**
 * iPhones that run iOS 16 or later, by their product type. Sources: https://theapplewiki.com/wiki/Models for the types,
 * Apple's technical specifications (https://support.apple.com/specs) for the chips. The last is this project's own.
 */
const models: Readonly<Record<string, PhoneModel>> = {
  'iPhone10,1': { name: 'iPhone 8', chip: 'A11 Bionic' },
  'iPhone10,2': { name: 'iPhone 8 Plus', chip: 'A11 Bionic' },
  'iPhone10,3': { name: 'iPhone X', chip: 'A11 Bionic' },
  'iPhone10,4': { name: 'iPhone 8', chip: 'A11 Bionic' },
  'iPhone10,5': { name: 'iPhone 8 Plus', chip: 'A11 Bionic' },
  'iPhone10,6': { name: 'iPhone X', chip: 'A11 Bionic' },
  'iPhone11,2': { name: 'iPhone XS', chip: 'A12 Bionic' },
  'iPhone11,4': { name: 'iPhone XS Max', chip: 'A12 Bionic' },
  'iPhone11,6': { name: 'iPhone XS Max', chip: 'A12 Bionic' },
  'iPhone11,8': { name: 'iPhone XR', chip: 'A12 Bionic' },
  'iPhone12,1': { name: 'iPhone 11', chip: 'A13 Bionic' },
  'iPhone12,3': { name: 'iPhone 11 Pro', chip: 'A13 Bionic' },
  'iPhone12,5': { name: 'iPhone 11 Pro Max', chip: 'A13 Bionic' },
  'iPhone12,8': { name: 'iPhone SE (2nd generation)', chip: 'A13 Bionic' },
  'iPhone13,1': { name: 'iPhone 12 mini', chip: 'A14 Bionic' },
  'iPhone13,2': { name: 'iPhone 12', chip: 'A14 Bionic' },
  'iPhone13,3': { name: 'iPhone 12 Pro', chip: 'A14 Bionic' },
  'iPhone13,4': { name: 'iPhone 12 Pro Max', chip: 'A14 Bionic' },
  'iPhone14,2': { name: 'iPhone 13 Pro', chip: 'A15 Bionic' },
  'iPhone14,3': { name: 'iPhone 13 Pro Max', chip: 'A15 Bionic' },
  'iPhone14,4': { name: 'iPhone 13 mini', chip: 'A15 Bionic' },
  'iPhone14,5': { name: 'iPhone 13', chip: 'A15 Bionic' },
  'iPhone14,6': { name: 'iPhone SE (3rd generation)', chip: 'A15 Bionic' },
  'iPhone14,7': { name: 'iPhone 14', chip: 'A15 Bionic' },
  'iPhone14,8': { name: 'iPhone 14 Plus', chip: 'A15 Bionic' },
  'iPhone15,2': { name: 'iPhone 14 Pro', chip: 'A16 Bionic' },
  'iPhone15,3': { name: 'iPhone 14 Pro Max', chip: 'A16 Bionic' },
  'iPhone15,4': { name: 'iPhone 15', chip: 'A16 Bionic' },
  'iPhone15,5': { name: 'iPhone 15 Plus', chip: 'A16 Bionic' },
  'iPhone16,1': { name: 'iPhone 15 Pro', chip: 'A17 Pro' },
  'iPhone16,2': { name: 'iPhone 15 Pro Max', chip: 'A17 Pro' },
  'iPhone17,1': { name: 'iPhone 16 Pro', chip: 'A18 Pro' },
  'iPhone17,2': { name: 'iPhone 16 Pro Max', chip: 'A18 Pro' },
  'iPhone17,3': { name: 'iPhone 16', chip: 'A18' },
  'iPhone17,4': { name: 'iPhone 16 Plus', chip: 'A18' },
  'iPhone17,5': { name: 'iPhone 16e', chip: 'A18' },
  'iPhone18,1': { name: 'iPhone 17 Pro', chip: 'A19 Pro' },
  'iPhone18,2': { name: 'iPhone 17 Pro Max', chip: 'A19 Pro' },
  'iPhone18,3': { name: 'iPhone 17', chip: 'A19' },
  'iPhone18,4': { name: 'iPhone Air', chip: 'A19 Pro' },
  'iPhone18,5': { name: 'iPhone 17e', chip: 'A19' },
  'iPhone99,1': { name: 'virtual iPhone', chip: 'none' },
};

/** Undefined for a product type that is newer than this table. */
export const modelOf = (productType: string): PhoneModel | undefined => models[productType];

/** The product types with a chip, in the order of the table; empty for a chip that the table does not have. */
export const typesWith = (chip: string): string[] => Object.keys(models).filter((type) => models[type]?.chip === chip);

/** Each chip of an iPhone in the table, from old to new. */
export const chips: readonly string[] = [...new Set(Object.values(models).map(({ chip }) => chip))].filter(
  (chip) => chip !== 'none',
);
