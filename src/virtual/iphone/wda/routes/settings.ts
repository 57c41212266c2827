import { invalidArgument } from '../error.js';
import { sessionPath } from '../route.js';
import type { Route } from '../route.js';

const path = `${sessionPath}/appium/settings`;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Setting some answers with all of them; those that this version does not know, and nulls, are passed over. */
export const settingRoutes: readonly Route[] = [
  { method: 'GET', path, handle: ({ settings }) => settings },
  {
    method: 'POST',
    path,
    handle: (state, { settings = {} }) => {
      if (!isObject(settings)) throw invalidArgument('settings must be a dictionary');
      const known = Object.entries(settings).filter(([name, value]) => name in state.settings && value !== null);
      state.settings = { ...state.settings, ...Object.fromEntries(known) };
      return state.settings;
    },
  },
];
