import { afterEach, beforeEach } from 'mocha';

/** What the tests of a suite have printed, a text for each call, since the running one began. Nothing of it is shown. */
export function heardConsole(): { readonly said: string[] } {
  const heard = { said: [] as string[] };
  const { log, error } = console;
  beforeEach(() => {
    heard.said = [];
    console.log = console.error = (text: string) => void heard.said.push(text);
  });
  afterEach(() => {
    [console.log, console.error] = [log, error];
  });
  return heard;
}
