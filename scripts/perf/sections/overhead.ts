import { z } from 'zod';
import { inBrackets, percent, table } from '../markdown.js';
import { section } from '../section.js';
import type { Section } from '../section.js';

/** Shares of a launch's wall time outside app steps. */
const figures = z.strictObject({
  rounds: z.array(z.strictObject({ oneSession: z.number(), sessionEach: z.number() })),
});
type Figures = z.infer<typeof figures>;

const oneSession = ({ rounds }: Figures): number[] => rounds.map((round) => round.oneSession);
const sessionEach = ({ rounds }: Figures): number[] => rounds.map((round) => round.sessionEach);

const withApp = (name: string, title: string, about: string): Section<typeof figures> =>
  section({
    name,
    title,
    figures,
    text: (found) => `${about}

${table(
  ['way', 'outside app steps'],
  [
    ['`run`: one session for all launches', inBrackets(oneSession(found), percent)],
    ['a new WebDriver session and installation for each launch', inBrackets(sessionEach(found), percent)],
  ],
)}

${String(found.rounds.length)} launches each, in turn, on two virtual iPhones.`,
    ratios: (found) => [
      { name: 'share outside app steps, one session', rounds: oneSession(found) },
      { name: 'share outside app steps, a session for each launch', rounds: sessionEach(found) },
    ],
  });

export const overhead = withApp(
  'overhead',
  'What measuring costs',
  `With about 10 s of app steps a launch, the share of a launch's wall time that is outside app steps; a pause and a cooldown are steps. The
app is the TypeScript twin, whose process is a Node process. What is left is the launch (the virtual WebDriverAgent answers after
0.3 s) and Appium's two file transfers, each of which opens a lockdown session with TLS. WebDriverAgent on an iPhone takes one second or
more to launch an app ([unproven.md](unproven.md)), so the share will be larger there.`,
);

export const overheadSwift = withApp(
  'overhead-swift',
  'What measuring costs with the Swift app',
  'The same with the Swift app in place of the twin, built for Linux.',
);
