import { inFull } from '../bounds/bounds.js';

const variable = 'USBMUXD_SOCKET_ADDRESS';
const mostPort = 65_535;

/**
 * Why usbmuxd can be at no such address, in a sentence; undefined where it can, or where none is set. An address is a path,
 * also after `UNIX:`, or HOST:PORT (appium-ios-device 3.1.23, usbmux/index.js, which takes whatever has a colon for the latter).
 */
export function whyNoAddress(address = process.env[variable]): string | undefined {
  if (address === undefined || address === '') return undefined;
  const [host = '', port, ...more] = address.replace(/^unix:/i, '').split(':');
  const number = /^\d{1,5}$/.test(port ?? '') ? Number(port) : 0;
  const isPath = port === undefined && host !== '';
  const isPort = host !== '' && more.length === 0 && number >= 1 && number <= mostPort;
  if (isPath || isPort) return undefined;
  return `${variable} is ${JSON.stringify(address)}, which is no address; give UNIX:PATH, or HOST:PORT with a port from 1 to ${inFull(mostPort)}`;
}
