import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { nothingKnown, redact } from './redact.js';
import type { Known } from './redact.js';

const redactText = (text: string, known: Partial<Known> = {}): string =>
  redact([{ format: 'text', text }], { ...nothingKnown, ...known }).texts[0] ?? '';

const digits = (alphabet: string, length: number) =>
  fc.stringMatching(new RegExp(`^[${alphabet}]{${String(length)}}$`));
const hexDigits = (length: number) => digits('0-9a-fA-F', length);
const letters = digits('a-z', 8);

/** Secrets of each kind as they stand in logs, and what is around them. */
const secrets = {
  udid: fc.oneof(
    fc.tuple(hexDigits(8), hexDigits(16)).map((parts) => parts.join('-')),
    hexDigits(40),
  ),
  uuid: fc.uuid().map((id) => id.toUpperCase()),
  mac: fc.array(hexDigits(2), { minLength: 6, maxLength: 6 }).map((parts) => parts.join(':')),
  ipv4: fc.ipV4().filter((ip) => !/^(127|0|255)\./.test(ip)),
  ipv6: fc.ipV6().filter((ip) => !/^::|127\./.test(ip)),
  mail: fc.tuple(letters, letters).map(([user, domain]) => `${user}@${domain}.example`),
};
const secret = fc.oneof(...Object.values(secrets));

/** Text that a log may have around a secret: its last and its first character end the word. */
const around = fc.constantFrom('', ' ', '"', "'", '/', '(', ')', ', ', '[', ']', ' iOS 17.5 ', '\\n', '\n', '=');

describe('redact', () => {
  it('leaves no secret whose format tells it, wherever it stands', () => {
    fc.assert(
      fc.property(around, secret, around, fc.string(), (before, hidden, after, tail) => {
        expect(redactText(`${before}${hidden}${after} ${tail}`).toLowerCase()).not.to.include(hidden.toLowerCase());
      }),
    );
  });

  it('leaves nothing of what is known, however it is spelled', () => {
    const word = fc.string({ unit: 'grapheme', minLength: 3, maxLength: 20 }).filter((text) => /\p{L}{3}/u.test(text));
    fc.assert(
      fc.property(word, around, around, (name, before, after) => {
        const texts = [name, JSON.stringify(name).slice(1, -1), encodeURIComponent(name.replace(/\p{Cs}/gu, ''))];
        for (const text of texts) {
          const redacted = redactText(`${before}${text}${after}`, { phoneNames: [name] });
          expect(redacted).to.equal(`${before}<name-1>${after}`);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('gives equal secrets equal placeholders and others others, in every document', () => {
    fc.assert(
      fc.property(fc.uniqueArray(secrets.udid, { selector: (udid) => udid.toLowerCase(), maxLength: 8 }), (udids) => {
        const lines = udids.map((udid) => `udid ${udid}`);
        const again = [...udids].reverse().map((udid) => ({ udid: udid.toLowerCase() }));
        const { texts, counts } = redact(
          [
            { format: 'text', text: lines.join('\n') },
            { format: 'json-lines', text: again.map((each) => JSON.stringify(each)).join('\n') },
          ],
          nothingKnown,
        );
        const placeholders = udids.map((_, index) => `<udid-${String(index + 1)}>`);
        expect(texts[0]).to.equal(placeholders.map((each) => `udid ${each}`).join('\n'));
        expect(texts[1]).to.equal(
          [...placeholders]
            .reverse()
            .map((udid) => JSON.stringify({ udid }))
            .join('\n'),
        );
        expect(counts).to.deep.equal(udids.length === 0 ? {} : { udid: udids.length });
      }),
    );
  });

  it('changes nothing when it is done again', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(secret, fc.string(), around)), (parts) => {
        const once = redactText(parts.join(' '));
        expect(redactText(once)).to.equal(once);
      }),
    );
  });

  it('keeps JSON what it was but for its strings', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (values) => {
        const text = values.map((value) => JSON.stringify(value)).join('\n');
        const [redacted = ''] = redact([{ format: 'json-lines', text }], nothingKnown).texts;
        const lines = redacted === '' ? [] : redacted.split('\n');
        expect(lines.map((line) => shapeOf(JSON.parse(line)))).to.deep.equal(
          values.map((value) => shapeOf(JSON.parse(JSON.stringify(value)))),
        );
      }),
    );
  });

  it('leaves what tells nothing: versions, times, the loopback, a name that every phone has', () => {
    const text =
      'iOS 17.5 (21F79) at 2026-11-25T10:11:12.345Z, http://127.0.0.1:8100/status, [::1]:80, xcuitest@12.13.1, iPhone15,2';
    expect(redactText(text, { phoneNames: ['iPhone', 'iPhone 2'] })).to.equal(text);
  });

  it('finds whom a certificate, a path and a setting name', () => {
    const redacted = redactText(
      [
        'Signing Identity: "Apple Development: Ana Lima (AB12CD34EF)"',
        'DEVELOPMENT_TEAM=AB12CD34EF',
        '"appium:xcodeOrgId":"AB12CD34EF"',
        'build at /Users/ana/Library and in "\\/Users\\/ana\\/tmp"',
        'on /home/bo/x and C:\\Users\\bo\\x',
        'SerialNumber: F2LXX0ABCDEF',
        'ssh ana@anas-mac.local',
      ].join('\n'),
      { users: ['ana'] },
    );
    expect(redacted.split('\n')).to.deep.equal([
      'Signing Identity: "Apple Development: <person-1> (<team-1>)"',
      'DEVELOPMENT_TEAM=<team-1>',
      '"appium:xcodeOrgId":"<team-1>"',
      'build at /Users/<user-1>/Library and in "\\/Users\\/<user-1>\\/tmp"',
      'on /home/<user-2>/x and C:\\Users\\<user-2>\\x',
      'SerialNumber: <serial-1>',
      'ssh <user-1>@<host-1>',
    ]);
  });
});

/** A value with every string emptied. */
function shapeOf(value: unknown): unknown {
  if (typeof value === 'string') return '';
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shapeOf(each)]));
}
