import { templateOf, templates } from '../init/templates.js';
import type { Command } from './command.js';

interface Args {
  template: string;
}

/** `init`: the files of a project that measures with rezbench, in the current folder. */
export const init: Command<Args> = {
  builder: (yargs) =>
    yargs.positional('template', {
      type: 'string',
      default: 'demo',
      describe: `The sweep to begin with: ${templates.join(', ')}`,
    }),
  async handler({ template: word }) {
    const template = templateOf(word);
    const { attachedPhones } = await import('../phone/discovery.js');
    const { isTrusted } = await import('../phone/phone-facts.js');
    const { writeProject } = await import('../init/write-project.js');
    const trusted = [];
    // A phone that does not trust this computer does not belong to the lab yet, as in setup.
    for (const phone of await attachedPhones()) if (await isTrusted(phone.udid)) trusted.push(phone);
    for (const { name, became } of writeProject('.', template, trusted)) {
      console.log(`${name}: ${became === 'written' ? 'written' : 'exists, and stays as it is'}`);
    }
    console.log(
      trusted.length === 0
        ? '\nnext: npx rezbench demo, on a virtual iPhone; or attach an iPhone and run npx rezbench doctor'
        : '\nnext: npx rezbench doctor',
    );
  },
};
