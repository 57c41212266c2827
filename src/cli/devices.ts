import { phonesText, stateOf } from '../terminal/findings.js';
import { askDoctor } from './doctor.js';
import type { Command } from './command.js';

interface Args {
  json: boolean;
}

/** `devices`: lists the phones of this host. */
export const devices: Command<Args> = {
  builder: (yargs) => yargs.option('json', { type: 'boolean', default: false, describe: 'Print JSON' }),
  async handler({ json }) {
    const report = await askDoctor({});
    const { phones, onTunnelAlone } = report;
    if (json) {
      const attached = phones.map(({ findings, ...phone }) => ({
        ...phone,
        state: stateOf({ ...phone, findings }),
        missing: findings.filter(({ state }) => state === 'todo').map(({ what }) => what),
      }));
      console.log(
        JSON.stringify([...attached, ...onTunnelAlone.map((udid) => ({ udid, transport: 'tunnel' }))], null, 2),
      );
    } else if (phones.length + onTunnelAlone.length === 0) {
      console.log(`No iPhone can be seen. Next: ${report.next.action}.`);
    } else {
      console.log(phonesText(report));
    }
  },
};
