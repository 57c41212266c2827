import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { projectRoot } from '../project.js';
import { main } from './main.js';

async function inspectModels(...names: readonly string[]): Promise<{ program: { work: { multiplyAdds: number } } }[]> {
  const [log, said] = [console.log, [] as string[]];
  console.log = (text: string) => void said.push(text);
  try {
    const paths = names.map((name) => join(projectRoot, 'models', `${name}.mlpackage`));
    expect(await main(['inspect', '--json', ...paths])).to.equal(0);
  } finally {
    console.log = log;
  }
  return JSON.parse(said.join('\n')) as { program: { work: { multiplyAdds: number } } }[];
}

describe('inspect', () => {
  it('counts the work of a flexible model at its default size, like that of the same network with only that size', async () => {
    const [fixed, flexible] = await inspectModels('swinir-s-x2-fp16-64', 'swinir-s-x2-fp16-enum');
    expect(flexible?.program.work.multiplyAdds).to.equal(fixed?.program.work.multiplyAdds).and.be.greaterThan(1e8);
  });
});
