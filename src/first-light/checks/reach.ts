import { explain } from '../../contract/outcome.js';
import { firstLightLaunches as names } from '../plan.js';
import type { LaunchRecord } from '../../results/launch-record.js';
import { failed, inconclusive, notApplicable, passed } from '../check-result.js';
import type { Check } from './check.js';

/** Checks of whether the host reaches the phone at all. */

export const session: Check = {
  name: 'session',
  claim: 'a WebDriverAgent session begins',
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

export const tunnelLasts: Check = {
  name: 'tunnel_lasts',
  claim: 'a tunnel that the session begins with answers after each launch',
  judge({ launches }) {
    const records = [...launches.values()];
    if (records[0] === undefined) return inconclusive('nothing was launched');
    if (records.every(({ session: { transport } }) => transport !== 'tunnel')) {
      return notApplicable('the driver does not reach the phone through a tunnel');
    }
    const troubles = records.flatMap(({ finished }) => finished.wayTrouble ?? []);
    const figures = { launches: records.length, launches_with_trouble: troubles.length };
    const [first] = troubles;
    if (first === undefined) return passed(figures);
    return failed(
      first,
      'Keep the phone unlocked, start the tunnels again (sudo npx appium driver run xcuitest tunnel-creation), and report it if it comes again',
      figures,
    );
  },
};

export const install: Check = {
  name: 'install',
  claim: 'the host can install the harness app and reach its files',
  judge({ observed: { sessionMs, installMs, troubles } }) {
    if (sessionMs === undefined) return inconclusive('no session began');
    if (installMs !== undefined) return passed({ install_ms: Math.round(installMs) });
    return failed(
      troubles?.['install'] ?? 'the worker ended before the app was installed',
      "Sign the app for this phone (its profile must name the phone and not have expired), free some space, and trust the developer in the phone's settings",
    );
  },
};

export const buildFound: Check = {
  name: 'build_found',
  claim: 'the phone names the build of the app that is installed, so that no later session installs it again',
  judge({ hello, observed: { removal, installedBuild, troubles } }) {
    if (removal === undefined) return inconclusive(troubles?.['removal'] ?? 'the app was not removed');
    if (hello === undefined) return inconclusive('no launch told the build of the app');
    const figures = {
      ...(removal.ms !== undefined && { removal_ms: Math.round(removal.ms) }),
      ...(removal.build !== undefined && { build_after_removal: removal.build }),
      app_build: hello.appBuild,
      ...(installedBuild !== undefined && { installed_build: installedBuild }),
    };
    const remedy = 'Report it with this file: every session installs the app, and the first load of each model is cold';
    if (removal.build !== undefined)
      return failed('the phone names a build although the app was removed', remedy, figures);
    if (installedBuild === hello.appBuild) return passed(figures);
    return failed(
      installedBuild === undefined
        ? (troubles?.['installed_build'] ?? 'the phone names no build of the installed app')
        : `the phone names the build ${installedBuild}, and the app says ${hello.appBuild}`,
      remedy,
      figures,
    );
  },
};

export const launchArguments: Check = {
  name: 'launch_arguments',
  claim: 'the app receives the arguments of every launch, and says hello',
  judge({ launches }) {
    if (launches.size === 0) return inconclusive('nothing was launched');
    const silent = [...launches.values()].filter(({ hello }) => hello === undefined);
    const figures = { launches: launches.size, hellos: launches.size - silent.length };
    if (silent.length === 0) return passed(figures);
    return failed(
      `${String(silent.length)} of ${String(launches.size)} launches did not say hello: ${listNames(silent)}`,
      'Open the app once by hand (a first start may ask for trust), end it, keep the phone unlocked, and run first light again',
      figures,
    );
  },
};

export const everyLaunchEnds: Check = {
  name: 'every_launch_ends',
  claim: 'every launch ends as it should',
  judge({ plan, launches }) {
    if (launches.size === 0) return inconclusive('nothing was launched');
    const wrong = plan.launches.flatMap(({ id }): string[] => {
      // The check kill_classified judges how that launch ends.
      if (id === names.killed) return [];
      // So does system_upscaler where the phone has none.
      if (id === names.qualitySystem && launches.get(id)?.finished.outcome.status === 'unsupported') return [];
      const outcome = launches.get(id)?.finished.outcome;
      if (outcome === undefined) return [`${id}: did not take place`];
      return outcome.status === 'ok' ? [] : [`${id}: ${explain(outcome)}`];
    });
    const figures = { launches: plan.launches.length, ended_otherwise: wrong.length };
    if (wrong.length === 0) return passed(figures);
    return failed(
      wrong.join('; '),
      "Read what the app wrote in journal/ in the run's folder and, after a crash, the phone's own report (Settings > Privacy & Security > Analytics)",
      figures,
    );
  },
};

export const containerPath: Check = {
  name: 'container_path',
  claim: "the host gets the complete events of a launch from the app's container",
  judge({ plan, launches, observed: { finalState } }) {
    const successful = [...launches.values()].filter(({ finished }) => finished.outcome.status === 'ok');
    if (successful.length === 0) return inconclusive('no launch succeeded');
    const stepsOf = new Map(plan.launches.map(({ id, job }) => [id, job.steps.length]));
    const incomplete = successful.filter((launch) => !isComplete(launch, stepsOf.get(launch.finished.launch) ?? 0));
    const events = successful.reduce((sum, launch) => sum + launch.events.length, 0);
    const figures = {
      launches: successful.length,
      events,
      ...(finalState !== undefined && { status_state: finalState }),
    };
    const remedy = "This is a fault of the app or of the file service: send the run's whole folder with the report";
    if (incomplete.length > 0)
      return failed(`events are missing or out of order in ${listNames(incomplete)}`, remedy, figures);
    const clock = launches.get(names.clock);
    if (clock?.finished.outcome.status === 'ok' && finalState !== 'done') {
      return failed(`status.json says ${finalState ?? 'nothing'}, although the launch is done`, remedy, figures);
    }
    return passed(figures);
  },
};

/** Returns whether a launch has a hello, then a start and a result of each step in turn. */
const isComplete = ({ events }: LaunchRecord, steps: number): boolean =>
  events.length === 1 + 2 * steps &&
  events.every((event, index) => {
    if (index === 0) return event.event === 'hello';
    const wanted = index % 2 === 1 ? 'start' : 'result';
    return event.event === wanted && event.step === (index - 1) >> 1;
  });

const listNames = (launches: readonly LaunchRecord[]): string =>
  launches.map(({ finished }) => finished.launch).join(', ');
