import { expect } from 'chai';
import { describe, it } from 'mocha';
import { Random } from './random.js';

const many = 200_000;
const draws = (draw: () => number): number[] => Array.from({ length: many }, draw);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('random numbers of a key', () => {
  it('are the same for the same key', () => {
    const first = (...key: (string | number)[]): number => new Random(...key).uniform();
    expect(first(1, 'a')).equal(first(1, 'a'));
    expect(first(1, 'a')).not.equal(first(1, 'b'));
    expect(first('1', 'a')).not.equal(first(1, 'a'));
    expect(first('ab', 'c')).not.equal(first('a', 'bc'));
  });

  it('are even', () => {
    const random = new Random('even');
    const tenths = new Array<number>(10).fill(0);
    for (const value of draws(() => random.uniform())) {
      const tenth = Math.floor(value * 10);
      tenths[tenth] = (tenths[tenth] ?? NaN) + 1;
    }
    for (const count of tenths) expect(count).closeTo(many / 10, 600);
  });

  it('are normal', () => {
    const random = new Random('normal');
    const values = draws(() => random.normal());
    expect(mean(values)).closeTo(0, 0.01);
    expect(mean(values.map((value) => value ** 2))).closeTo(1, 0.02);
    expect(mean(values.map((value) => value ** 4))).closeTo(3, 0.1);
    expect(values.filter((value) => value > 1.959964).length / many).closeTo(0.025, 0.0015);
    const products = values.slice(1).map((value, i) => value * (values[i] ?? NaN));
    expect(mean(products)).closeTo(0, 0.01);
  });

  it('have a tail', () => {
    const random = new Random('tail');
    const values = draws(() => random.lomax(2.2));
    for (const x of [0.1, 1, 5]) {
      expect(values.filter((value) => value > x).length / many).closeTo((1 + x) ** -2.2, 0.004);
    }
  });
});
