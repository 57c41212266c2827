import { Problem } from '../../src/problem.js';

/** The Problem that an action ends with. Any other end fails the test. */
export async function problemOf(action: () => unknown): Promise<Problem> {
  try {
    await action();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('expected a Problem, but nothing was thrown');
}
