/*
 * Loaded into Appium's process before Appium (`node --import`): what listens there without naming an interface, which in Node
 * means on all of them, listens on the loopback. The driver does that for every port that it forwards from a phone by
 * usbmuxd, WebDriverAgent's among them, and no capability says otherwise (appium-xcuitest-driver 12.13.1,
 * device-connections-factory.ts, LegacyPortForwarder).
 */
import { Server } from 'node:net';

const loopback = '127.0.0.1';
const everywhere = [undefined, null, '', '0.0.0.0', '::'];

const { listen } = Server.prototype;

/** @this {Server} */
Server.prototype.listen = function (...given) {
  return listen.apply(this, onLoopback(given));
};

/** listen() takes options, a path, or a port that may be followed by a host, a backlog and a callback. */
function onLoopback([first, ...more]) {
  if (typeof first === 'object' && first !== null) {
    const { port, host } = first;
    const isPort = port !== undefined && everywhere.includes(host);
    return [isPort ? { ...first, host: loopback } : first, ...more];
  }
  const isPath = typeof first === 'string' && !/^\d+$/.test(first);
  if (isPath) return [first, ...more];
  if (typeof first === 'function') return [0, loopback, first];
  const [host, ...rest] = more;
  if (everywhere.includes(host)) return [first, loopback, ...rest];
  return typeof host === 'string' ? [first, ...more] : [first, loopback, ...more];
}
