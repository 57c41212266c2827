import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { chips, modelOf, typesWith } from '../contract/phone-models.js';
import { projectRoot } from '../project.js';
import { readFleet } from './fleet.js';
import { fleets } from './noise/fleets.js';

describe('a fleet file', () => {
  const folder = temporaryFolder();
  const read = (text: string, night?: number) => readFleet(folder.write('fleet.yaml', text), night);

  it('says who the phones are', () => {
    const { phones, latency } = read(`phones:
  - { name: a, model: "iPhone15,2", ios: "18.5" }
  - { name: b, ios: "26.4.1", build: "23E999" }
  - { name: c }
`);
    expect(latency).to.equal('host');
    expect(phones.map(({ modelled }) => modelled)).to.deep.equal([undefined, undefined, undefined]);
    expect(
      phones.map(({ name, productType, osVersion, osBuild }) => [name, productType, osVersion, osBuild]),
    ).to.deep.equal([
      ['a', 'iPhone15,2', '18.5', '22F76'],
      ['b', 'iPhone99,1', '26.4.1', '23E999'],
      ['c', 'iPhone99,1', '17.5', '21F79'],
    ]);
    expect(new Set(phones.map(({ udid }) => udid)).size).to.equal(3);
  });

  it('calls a phone as it is sold, and gives it an iOS that it takes', () => {
    const { phones } = read(
      'phones: [{ name: a, model: iphone 14 pro }, { name: b, model: iPhone 17 }, { name: c, model: iPhone X }]\n',
    );
    expect(phones.map(({ productType, osVersion }) => [productType, osVersion])).to.deep.equal([
      ['iPhone15,2', '17.5'],
      ['iPhone18,3', '26.1'],
      ['iPhone10,3', '16.7'],
    ]);
  });

  it('knows a release of iOS for each iPhone that is known', () => {
    const models = [...new Set(chips.flatMap(typesWith))];
    for (const model of models) {
      const [{ productType, osVersion } = expect.fail(model)] = read(
        `phones: [{ name: a, model: "${model}" }]\n`,
      ).phones;
      const { first, last = Infinity } = modelOf(productType)?.ios ?? expect.fail(productType);
      expect(Number.parseInt(osVersion, 10), productType).within(first, last);
    }
  });

  it('says how fast and how noisy they are, and what befalls which of them', () => {
    const [a, b] = read(`latency: modelled
seed: 5
night: 3
noise: noisy
base_ms: { net: 12.5 }
phones:
  - { name: a, speed: 2 }
  - { name: b, noise: { like: quiet, launch_sd: 0.02 }, memory_sd: 0 }
effects:
  - { slower: 5 % }
  - { phone: b, variant: net, sha256: abcd, units: cpuOnly, app_build: b7, memory: 15%, from_night: 4 }
`).phones.map(({ modelled }) => modelled);
    const always = { fromNight: 0, slower: 0.05, memory: 0, hungrier: 0 };
    expect(a).to.deep.equal({
      seed: 5,
      phone: 'a',
      night: 3,
      speed: 2,
      noise: fleets.noisy,
      memorySd: 0.015,
      baseMs: { net: 12.5 },
      effects: [always],
      ambientC: 22,
      throttleAboveC: 38,
    });
    expect(b).to.deep.include({
      speed: 1,
      noise: { ...fleets.quiet, launchSd: 0.02 },
      memorySd: 0,
      effects: [
        always,
        {
          variant: 'net',
          sha256: 'abcd',
          units: 'cpuOnly',
          appBuild: 'b7',
          fromNight: 4,
          slower: 0,
          memory: 0.15,
          hungrier: 0,
        },
      ],
    });
  });

  it('says how warm a phone becomes and how much memory its apps may take', () => {
    const [a, b] = read(`latency: modelled
phones:
  - { name: a, model: iPhone 14 Pro }
  - { name: b, ambient_c: 30, throttle_above_c: 35.5, memory_limit_mb: 700 }
effects: [{ variant: net, hungrier: 20 % }]
`).phones.map(({ modelled }) => modelled);
    expect(a).to.include({ ambientC: 22, throttleAboveC: 38, memoryLimitBytes: 3 * 2 ** 30 });
    expect(b).to.include({ ambientC: 30, throttleAboveC: 35.5, memoryLimitBytes: 700e6 });
    expect(b?.effects[0]).to.include({ hungrier: 0.2, slower: 0 });
  });

  it('is another fleet once anything in it is another, the night too, and the same for other words', () => {
    const text = 'latency: modelled\nphones: [{ name: a }]\n';
    const digest = (other: string, night?: number): string => read(other, night).sha256;
    expect(digest(`# A comment.\n${text}`)).to.equal(digest(text));
    expect(digest(text, 1)).to.equal(digest(text));
    const others = [
      digest(text, 2),
      ...['seed: 2', 'noise: quiet', 'base_ms: {a: 3}'].map((more) => digest(text + more)),
    ];
    expect(new Set([digest(text), ...others]).size).to.equal(5);
    expect(read(text, 2).night).to.equal(2);
  });

  it('that comes with rezbench can be read', () => {
    const { phones } = readFleet(join(projectRoot, 'fleets/two-speeds.yaml'));
    expect(phones.map(({ name, modelled }) => [name, modelled?.speed])).to.deep.equal([
      ['fast', 2],
      ['slow', 0.8],
    ]);
  });

  const modelled = 'latency: modelled\nphones: [{ name: a }]\n';
  const refusals: readonly (readonly [what: string, text: string, message: RegExp])[] = [
    ['without phones', 'latency: host\n', /field phones: is missing; list the phones, a name each$/],
    ['without a single phone', 'phones: []\n', /:1: field phones: lists no phone; name one$/],
    ['of a phone without a name', 'phones: [{ speed: 1 }]\n', /field phones\.0\.name: is missing; give a name/],
    [
      'with two phones of one name',
      'phones:\n  - { name: a }\n  - { name: a }\n',
      /:3: field phones\.1\.name: an earlier/,
    ],
    [
      'with an unknown iOS',
      'phones: [{ name: a, ios: "26.4" }]\n',
      /phones\.0\.ios: is no release .+; give its build too$/,
    ],
    [
      'with an iOS that is a number',
      'phones: [{ name: a, ios: 18.5 }]\n',
      /must be a version in quotes, such as "17.5"$/,
    ],
    [
      'with a build that is a number',
      'phones: [{ name: a, ios: "18.4", build: 22E240 }]\n',
      /must be a build of iOS in quotes/,
    ],
    ['with a build of no iOS', 'phones: [{ name: a, build: 21F79 }]\n', /phones\.0\.build: .+; give ios too$/],
    [
      'with another word for a model',
      'phones: [{ name: a, model: iPhone 14 Prp }]\n',
      /field phones\.0\.model: no iPhone known here is called that; did you mean iPhone 14 Pro, /,
    ],
    ['with a model that is a number', 'phones: [{ name: a, model: 14 }]\n', /must be what a phone is called, such as /],
    [
      'with an iOS that the model does not take',
      'phones: [{ name: a, model: iPhone XR, ios: "26.1" }]\n',
      /phones\.0\.ios: iPhone XR runs iOS 12 to 18; give one of these$/,
    ],
    [
      'with an unknown kind of noise',
      `${modelled}noise: loud\n`,
      /field noise.*: must be quiet, typical, noisy, or numbers/,
    ],
    ['with noise that is a list', `${modelled}noise: [1]\n`, /field noise: must be quiet, typical, noisy, or numbers/],
    ['with an unknown number of noise', `${modelled}noise: { lunch_sd: 1 }\n`, /field noise\.lunch_sd: /],
    [
      'with an effect on nothing',
      `${modelled}effects: [{ variant: a }]\n`,
      /effects\.0: changes nothing; give slower, memory or hungrier$/,
    ],
    [
      'with an effect on no phone',
      `${modelled}effects: [{ phone: b, slower: 5 % }]\n`,
      /no phone is b; name one of phones$/,
    ],
    ['with an effect that is a number', `${modelled}effects: [{ slower: 5 }]\n`, /must be a percentage, such as 5 %$/],
    ['with an effect that leaves no time', `${modelled}effects: [{ slower: -100 % }]\n`, /must be more than -100 %$/],
    [
      'with noise for the host',
      'noise: quiet\nphones: [{ name: a }]\n',
      /:1: field noise: means something with latency: modelled alone/,
    ],
    [
      'with a speed for the host',
      'phones: [{ name: a, speed: 2 }]\n',
      /field phones\.0\.speed: means something with latency: m/,
    ],
    [
      'with a room as hot as an oven',
      'latency: modelled\nphones: [{ name: a, ambient_c: 200 }]\n',
      /field phones\.0\.ambient_c: is 200; give a number from -20 to 60$/,
    ],
    ['of a newer version', `version: 2\n${modelled}`, /field version: this rezbench reads version 1; update rezbench$/],
  ];
  for (const [what, text, message] of refusals) {
    it(`is refused ${what}`, async () => {
      const problem = await problemOf(() => read(text));
      expect(problem.message)
        .to.match(/fleet\.yaml/)
        .and.to.match(message);
      expect(problem.exitCode).to.equal(2);
    });
  }

  it('has no night where the host is measured', async () => {
    const problem = await problemOf(() => read('phones: [{ name: a }]\n', 2));
    expect(problem.message).to.match(/^--night 2: .+ has no latency: modelled; add that, or leave --night out$/);
  });
});
