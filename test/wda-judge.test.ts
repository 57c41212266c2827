import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { z } from 'zod';
import { startVirtualIphones } from '../src/virtual/iphone/index.js';
import type { VirtualIphones } from '../src/virtual/iphone/index.js';
import { wdaVersions } from '../src/virtual/iphone/wda/version.js';
import { judged } from './wda-judge.js';

/** Around every value (W3C WebDriver, and a session's id that WebDriverAgent adds). */
const envelope = z.strictObject({ value: z.unknown(), sessionId: z.string().nullable() });

interface Answer {
  readonly status: number;
  readonly contentType: string | null;
  readonly body: z.infer<typeof envelope>;
}

for (const version of wdaVersions) {
  describe(`the virtual WebDriverAgent ${version}, judged by what a real one answered`, () => {
    let iphones: VirtualIphones;
    let session: string;

    before(async () => {
      iphones = await startVirtualIphones({ count: 1, system: () => ({}), faults: [], wdaVersion: version });
      session =
        (await ask('POST', '/session', { capabilities: { firstMatch: [{}], alwaysMatch: {} } })).body.sessionId ?? '';
    });
    after(() => iphones.stop());

    async function ask(method: string, path: string, body?: unknown): Promise<Answer> {
      const answer = await fetch(`${iphones.phones[0]?.wdaUrl ?? ''}${path}`, {
        method,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const content = envelope.parse(await answer.json());
      return { status: answer.status, contentType: answer.headers.get('content-type'), body: content };
    }

    it('begins a session whose id stands in its answer and beside every later one', async () => {
      expect(session).to.match(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
      expect((await ask('GET', '/status')).body.sessionId).to.equal(session);
    });

    for (const { method, path, inSession, body, test, value } of judged[version]) {
      it(`answers ${method} ${path} as ${test} wants it`, async () => {
        const answer = await ask(method, inSession ? `/session/${session}${path}` : path, body);
        expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
        expect(answer.contentType).to.equal('application/json;charset=UTF-8');
        const { error } = value.safeParse(answer.body.value);
        if (error) expect.fail(z.prettifyError(error));
      });
    }

    it('ends the session, and has none after it', async () => {
      const { status, body } = await ask('DELETE', `/session/${session}`);
      expect({ status, body }).to.deep.equal({ status: 200, body: { value: null, sessionId: null } });
      expect((await ask('GET', '/status')).body.sessionId).to.equal(null);
    });
  });
}
