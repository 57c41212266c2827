import type { CommandModule } from 'yargs';
import { textTable } from '../terminal/table.js';

interface Args {
  json: boolean;
}

/** `devices`: lists the attached phones. */
export const devices: CommandModule<object, Args> = {
  command: 'devices',
  describe: 'List the attached iPhones',
  builder: (yargs) => yargs.option('json', { type: 'boolean', default: false, describe: 'Print JSON' }),
  async handler({ json }) {
    const { attachedPhones } = await import('../phone/discovery.js');
    const phones = await attachedPhones();
    if (json) console.log(JSON.stringify(phones, null, 2));
    else if (phones.length === 0) console.log('No iPhone is attached; plug one in, unlock it and trust this computer.');
    else
      console.log(
        textTable(
          ['udid', 'name', 'iOS'],
          phones.map(({ udid, name, osVersion }) => [udid, name, osVersion]),
        ),
      );
  },
};
