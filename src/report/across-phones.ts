import { settingWords } from './draw/drawing.js';
import { casesAt, mayLoseDb, recommended } from './draw/pick.js';
import { distinct } from './draw/report-data.js';
import type { ReportData, Selection } from './draw/report-data.js';
import { groupBy } from '../results/group-by.js';

/** Most phones that the sentence names. */
const mostNamed = 3;

interface Picked {
  readonly name: string;
  readonly variant: string;
  readonly ms: number;
}

/** What stands in for one another on a page: phones, runs of one phone, or both. */
function kindOf({ phones }: ReportData): { readonly of: string; readonly many: string } {
  const udids = distinct(phones.map(({ udid }) => udid)).length;
  if (udids === 1) return { of: 'in', many: 'runs' };
  return { of: 'on', many: udids === phones.length ? 'phones' : 'phones (each run counted)' };
}

/** The page with the cases of one phone alone: a farm has too many to look through all for each. */
function casesByPhone(data: ReportData): (phone: number) => ReportData {
  const byPhone = groupBy(data.cases, ({ phone }) => phone);
  return (phone) => ({ ...data, cases: byPhone.get(phone) ?? [] });
}

/**
 * Whether the same variant is the best choice on all phones that measured the same variants as the selected one, in one sentence; none
 * where fewer than two can tell.
 */
export function acrossPhones(data: ReportData, selection: Selection): string[] {
  if (data.shipped.length > 0) return [];
  const onlyOf = casesByPhone(data);
  const variantsAt = (at: Selection): string =>
    JSON.stringify(
      casesAt(onlyOf(at.phone), at)
        .map(({ variant }) => variant)
        .sort(),
    );
  // Choices differ where what there was to choose from does: phones may share the variants of a sweep.
  const variants = variantsAt(selection);
  const picked = data.phones.flatMap(({ name }, phone): Picked[] => {
    const own = { ...selection, phone };
    if (variantsAt(own) !== variants) return [];
    const [variant] = recommended(onlyOf(phone), own);
    const ms = casesAt(onlyOf(phone), own).find((row) => row.variant === variant)?.figures['latency_median_ms'];
    return variant === undefined || ms === undefined ? [] : [{ name, variant, ms }];
  });
  if (picked.length < 2) return [];
  const { of, many } = kindOf(data);
  const countOf = (variant: string): number => picked.filter((each) => each.variant === variant).length;
  const [most = ''] = distinct(picked.map(({ variant }) => variant)).sort((a, b) => countOf(b) - countOf(a));
  if (countOf(most) === 1) {
    const named = picked
      .slice(0, mostNamed + 1)
      .map(({ name, variant, ms }) => `${variant} ${of} ${name} (${ms.toFixed(2)} ms)`);
    const rest = picked.length - named.length;
    return [
      `${many.charAt(0).toUpperCase()}${many.slice(1)} differ in their fastest variant within ${String(mayLoseDb)} dB of the best PSNR (${settingWords(selection)}): ${named.join(', ')}${rest > 0 ? ` and others ${of} ${String(rest)} more` : ''}.`,
    ];
  }
  const same = picked.filter(({ variant }) => variant === most).map(({ ms }) => ms);
  const what = `${most} is the fastest within ${String(mayLoseDb)} dB of the best PSNR (${settingWords(selection)})`;
  const others = picked.filter(({ variant }) => variant !== most);
  const [least, longest] = [Math.min(...same).toFixed(2), Math.max(...same).toFixed(2)];
  const spread = least === longest ? `${least} ms` : `${least} to ${longest} ms`;
  if (others.length === 0) {
    const all = picked.length === 2 ? 'both' : `all ${String(picked.length)}`;
    return [`${what} ${of} ${all} ${many}, in ${spread}.`];
  }
  const named = others.slice(0, mostNamed).map(({ name, variant }) => `${variant} ${of} ${name}`);
  const more = others.length - named.length;
  return [
    `${what} ${of} ${String(same.length)} of ${String(picked.length)} ${many}, in ${spread}; elsewhere it is ${named.join(', ')}${more > 0 ? ` and others ${of} ${String(more)} more` : ''}.`,
  ];
}
