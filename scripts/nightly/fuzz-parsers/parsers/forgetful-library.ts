/** appium-ios-device's largest message, for which each connection takes memory. */
const frameBytes = 1 << 20;

/**
 * Takes from appium-ios-device what a thousand connections a second would choke on: a timer of five seconds that a lost
 * connection leaves behind, and a megabyte for each (3.1.23, usbmux/index.js and length-based-splitter.js). All share one
 * instead: of it a connection reads only what it has written, and one is open at a time.
 */
export function forgetfulLibrary(): { readonly forget: () => void; readonly restore: () => void } {
  const { setTimeout: realTimeout } = globalThis;
  const realMemory = Buffer.allocUnsafeSlow.bind(Buffer);
  const frame = realMemory(frameBytes);
  const timers: NodeJS.Timeout[] = [];
  Buffer.allocUnsafeSlow = (size) => (size === frameBytes ? frame : realMemory(size));
  globalThis.setTimeout = Object.assign((act: () => void, ms?: number): NodeJS.Timeout => {
    const timer = realTimeout(act, ms);
    timers.push(timer);
    return timer;
  }, realTimeout);
  return {
    forget() {
      for (const timer of timers.splice(0)) clearTimeout(timer);
    },
    restore() {
      Buffer.allocUnsafeSlow = realMemory;
      globalThis.setTimeout = realTimeout;
    },
  };
}
