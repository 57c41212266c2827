import { expect } from 'chai';
import { describe, it } from 'mocha';
import { chips, modelOf, namesLike, typeCalled, typesWith } from './phone-models.js';

describe('the table of iPhones', () => {
  it('knows a phone by its type and by the name that it is sold by', () => {
    expect(typeCalled('iPhone15,2')).to.equal('iPhone15,2');
    expect(typeCalled('iphone 14 pro')).to.equal('iPhone15,2');
    expect(typeCalled('toString')).to.equal(undefined);
    expect(modelOf('iPhone15,2')).to.deep.include({
      name: 'iPhone 14 Pro',
      chip: 'A16 Bionic',
      memoryBytes: 6 * 2 ** 30,
    });
  });

  it('has of each what an iPhone has', () => {
    for (const type of chips.flatMap(typesWith)) {
      const { memoryBytes = 0, screen, ios } = modelOf(type) ?? {};
      expect(memoryBytes / 2 ** 30, type).within(2, 16);
      expect(screen && screen.height / screen.width, type).within(1.7, 2.3);
      expect(ios?.last ?? Infinity, type).greaterThan(ios?.first ?? Infinity);
    }
  });

  it('names what resembles a name that it does not have', () => {
    expect(namesLike('iPhone 14 Pr0')).to.include('iPhone 14 Pro');
    expect(namesLike('iPhone15.2')[0]).to.equal('iPhone15,2');
    expect(namesLike('')).to.have.length(3);
  });
});
