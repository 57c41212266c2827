import { expect } from 'chai';
import { describe, it } from 'mocha';
import { problemOf } from '../../test/rig/problem.js';
import { start } from '../../test/rig/rezbench.js';
import { heardConsole } from '../../test/rig/console.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { main } from './main.js';
import { virtualPhonesOf } from './virtual-phones.js';

describe('--virtual', () => {
  const file = temporaryFolder().write('fleet.yaml', 'latency: modelled\nphones: [{ name: a }, { name: b }]\n');

  it('is a number of phones, or a fleet file', async () => {
    expect(await virtualPhonesOf({})).to.equal(undefined);
    expect(await virtualPhonesOf({ virtual: '2' })).to.deep.equal({ count: 2 });
    const fleet = await virtualPhonesOf({ virtual: file, night: 4 });
    expect(fleet?.count).to.equal(2);
    expect(fleet?.fleet).to.include({ file, night: 4 });
  });

  for (const [given, message] of [
    [{ virtual: '0' }, /^--virtual 0: give a whole number from 1 to 32, or a fleet file, whose name ends in \.yaml$/],
    [{ virtual: '33' }, /^--virtual 33: give a whole number/],
    [{ virtual: 'many' }, /^--virtual many: give a whole number/],
    [{ virtual: 'no/such.yaml' }, /^no\/such\.yaml cannot be read; name an existing file$/],
    [{ virtual: file, ios: '18.5' }, /^--ios 18\.5: .+fleet\.yaml says what each phone runs; leave --ios out/],
    [
      { virtual: file, app: 'swift' },
      /^--app swift: only the twin draws the latency that .+ asks for; leave --app out$/,
    ],
    [{ virtual: '2', night: 3 }, /^--night 3: give a fleet file with latency: modelled to --virtual$/],
    [{ night: 3 }, /^--night 3: give a fleet file/],
    [{ fault: ['unplug:2'] }, /^--fault unplug:2: only virtual iPhones have faults; leave it out, or add --virtual$/],
  ] as const) {
    it(`refuses ${JSON.stringify(given).replace(file, 'fleet.yaml')}`, async () => {
      const problem = await problemOf(() => virtualPhonesOf(given));
      expect(problem.message).to.match(message);
      expect(problem.exitCode).to.equal(2);
    });
  }
});

describe('virtual --fleet', function () {
  this.timeout(60_000);
  const heard = heardConsole();
  const file = temporaryFolder().write('fleet.yaml', 'latency: modelled\nphones: [{ name: Ada }, { name: Bob }]\n');

  it('keeps the phones of the file attached', async () => {
    const command = start(['virtual', '--fleet', file, '--night', '2']);
    await command.line(/^export USBMUXD_SOCKET_ADDRESS=/);
    command.signal('SIGINT');
    const { exitCode, stderr } = await command.ended;
    expect(exitCode).to.equal(0);
    expect([...stderr.matchAll(/^00009999-\d+ {2}(\S+) /gm)].map(([, name]) => name)).to.deep.equal(['Ada', 'Bob']);
  });

  for (const [words, message] of [
    [['--fleet', file, '--count', '2'], /--count 2: .+ says how many phones there are; leave --count out$/],
    [['--fleet', file, '--ios', '18.5'], /--ios 18\.5: .+ says what each phone runs/],
    [['--fleet', 'none.yaml'], /none\.yaml cannot be read/],
    [['--night', '2'], /--night 2: give a fleet file with latency: modelled to --fleet$/],
  ] as const) {
    it(`is refused as ${words.join(' ').replace(file, 'fleet.yaml')}`, async () => {
      expect(await main(['virtual', ...words])).to.equal(2);
      expect(heard.said).to.have.length(1);
      expect(heard.said[0]).to.match(message);
    });
  }
});
