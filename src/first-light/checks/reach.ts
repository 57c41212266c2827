import { explain } from '../../contract/outcome.js';
import { firstLightLaunches as names } from '../plan.js';
import type { LaunchRecord } from '../../results/launch-record.js';
import { failed, passed, untold } from '../verdict.js';
import type { Check } from './check.js';

/** Whether host and phone come together at all. */

export const session: Check = {
  name: 'session',
  claim: "WebDriverAgent's session begins",
  judge({ observed: { sessionMs }, webDriverAgent }) {
    const figures = { web_driver_agent: webDriverAgent };
    if (sessionMs !== undefined) return passed({ ...figures, session_ms: Math.round(sessionMs) });
    return failed(
      'no session began',
      "Unlock the phone, trust this computer, turn on Developer Mode and UI Automation in the phone's settings, then read logs/appium.log in the run's folder",
      figures,
    );
  },
};

export const install: Check = {
  name: 'install',
  claim: 'the harness app is installed and its files can be reached',
  judge({ observed: { sessionMs, installMs, troubles } }) {
    if (sessionMs === undefined) return untold('no session began');
    if (installMs !== undefined) return passed({ install_ms: Math.round(installMs) });
    return failed(
      troubles?.['install'] ?? 'the worker ended before the app was installed',
      "Sign the app for this phone (its profile must name the phone and not have expired), free some space, and trust the developer in the phone's settings",
    );
  },
};

export const launchArguments: Check = {
  name: 'launch_arguments',
  claim: 'the app gets the arguments of every launch, and says hello',
  judge({ launches }) {
    if (launches.size === 0) return untold('nothing was launched');
    const silent = [...launches.values()].filter(({ hello }) => hello === undefined);
    const figures = { launches: launches.size, hellos: launches.size - silent.length };
    if (silent.length === 0) return passed(figures);
    return failed(
      `${String(silent.length)} of ${String(launches.size)} launches said no hello: ${namesOf(silent)}`,
      'Open the app once by hand (a first start may ask for trust), end it, keep the phone unlocked, and run first light again',
      figures,
    );
  },
};

export const everyLaunchEnds: Check = {
  name: 'every_launch_ends',
  claim: 'every launch ends as it was meant to',
  judge({ plan, launches }) {
    if (launches.size === 0) return untold('nothing was launched');
    const wrong = plan.launches.flatMap(({ id }): string[] => {
      // How that one ends is asked by a check of its own.
      if (id === names.killed) return [];
      const outcome = launches.get(id)?.finished.outcome;
      if (outcome === undefined) return [`${id}: did not come about`];
      return outcome.status === 'ok' ? [] : [`${id}: ${explain(outcome)}`];
    });
    const figures = { launches: plan.launches.length, ended_otherwise: wrong.length };
    if (wrong.length === 0) return passed(figures);
    return failed(
      wrong.join('; '),
      "Read what the app wrote in journal/ in the run's folder and, of a crash, the phone's own report (Settings > Privacy & Security > Analytics)",
      figures,
    );
  },
};

export const containerPath: Check = {
  name: 'container_path',
  claim: "the events of a launch come back whole through the app's container",
  judge({ plan, launches, observed: { finalState } }) {
    const whole = [...launches.values()].filter(({ finished }) => finished.outcome.status === 'ok');
    if (whole.length === 0) return untold('no launch ended well');
    const stepsOf = new Map(plan.launches.map(({ id, job }) => [id, job.steps.length]));
    const torn = whole.filter((launch) => !isWhole(launch, stepsOf.get(launch.finished.launch) ?? 0));
    const events = whole.reduce((sum, launch) => sum + launch.events.length, 0);
    const figures = { launches: whole.length, events, ...(finalState !== undefined && { status_state: finalState }) };
    const remedy =
      'This is a fault of the app or of the file service: send the whole folder of the run with the report';
    if (torn.length > 0) return failed(`events are missing or out of order in ${namesOf(torn)}`, remedy, figures);
    const clock = launches.get(names.clock);
    if (clock?.finished.outcome.status === 'ok' && finalState !== 'done') {
      return failed(`status.json says ${finalState ?? 'nothing'} where the launch is done`, remedy, figures);
    }
    return passed(figures);
  },
};

/** A hello, then a start and a result of each step in turn. */
const isWhole = ({ events }: LaunchRecord, steps: number): boolean =>
  events.length === 1 + 2 * steps &&
  events.every((event, index) => {
    if (index === 0) return event.event === 'hello';
    const wanted = index % 2 === 1 ? 'start' : 'result';
    return event.event === wanted && event.step === (index - 1) >> 1;
  });

const namesOf = (launches: readonly LaunchRecord[]): string =>
  launches.map(({ finished }) => finished.launch).join(', ');
