/**
 * The environment variables by which a host may tell the app something as it launches it: none, since the job says all
 * there is to say. WebDriverAgent takes an `environment` from anybody who reaches its port, so whatever stands for iOS
 * drops what is not named here: a variable such as NODE_OPTIONS, PATH or LD_PRELOAD would run somebody else's code.
 */
export const launchEnvironment: readonly string[] = [];
