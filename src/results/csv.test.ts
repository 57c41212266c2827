import { parse } from 'csv-parse/sync';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { caseRow } from '../../test/case-row.js';
import { hostileName, hostileNames } from '../../test/hostile-names.js';
import { toCsv } from './csv.js';
import { resultsTable } from './tables/results.js';

/** The variant and the phone's name of every line, as somebody else's reader finds them. */
function readBack(csv: string): string[][] {
  const records: Record<string, string>[] = parse(csv, { columns: true });
  return records.map(({ variant = '', device_name = '' }) => [variant, device_name]);
}

describe('a table with names of any kind', () => {
  it('gives them back as they are', () => {
    // Half a character is in no file of UTF-8.
    const name = hostileName.map((text) => Buffer.from(text).toString());
    fc.assert(
      fc.property(fc.array(fc.tuple(name, name), { minLength: 1, maxLength: 5 }), (names) => {
        const rows = names.map(([variant, device_name]) => caseRow({ variant, device_name }));
        expect(readBack(toCsv(resultsTable, rows))).to.deep.equal(names);
      }),
      { numRuns: 300 },
    );
  });

  it('quotes whatever a reader may take for the end of a line', () => {
    const csv = toCsv(resultsTable, [caseRow({ variant: 'a\rb' })]);
    expect(csv).to.contain('"a\rb"');
  });

  it('changes no name that a spreadsheet would take for a formula', () => {
    for (const variant of hostileNames.filter((name) => /^[=+\-@\t\r]/.test(name))) {
      expect(readBack(toCsv(resultsTable, [caseRow({ variant })]))).to.deep.equal([[variant, '']]);
    }
  });
});
