import { modelOf } from '../contract/phone-models.js';
import type { CaseRow } from '../results/tables/results.js';

/* What the phone of a row may be called in a budgets file. */

type Phone = Pick<CaseRow, 'lab_name' | 'device_name' | 'device_model' | 'device_udid'>;

const known = (names: readonly (string | undefined)[]): string[] => names.filter((name) => name !== undefined);

/** One phone among others: what the lab file and its owner call it, its product type and its udid. */
export const deviceNames = ({ lab_name, device_name, device_model, device_udid }: Phone): string[] =>
  known([lab_name, device_name, device_model, device_udid]);

/** What Apple makes: the product type, such as iPhone15,2, and the name that it is sold by. */
export const modelNames = ({ device_model }: Pick<Phone, 'device_model'>): string[] =>
  known([device_model, device_model === undefined ? undefined : modelOf(device_model)?.name]);

/** The chip as Apple names it; undefined for a product type that src/contract/phone-models.ts does not know. */
export const chipOf = ({ device_model }: Pick<Phone, 'device_model'>): string | undefined =>
  device_model === undefined ? undefined : modelOf(device_model)?.chip;

/** The chip with and without the word that Apple left out from A17 on: `A16` alone is no other chip than `A16 Bionic`. */
export function chipNames(phone: Pick<Phone, 'device_model'>): string[] {
  const chip = chipOf(phone);
  return chip === undefined ? [] : [...new Set([chip, chip.replace(/ Bionic$/, '')])];
}
