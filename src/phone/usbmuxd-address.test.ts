import { expect } from 'chai';
import { describe, it } from 'mocha';
import { whyNoAddress } from './usbmuxd-address.js';

describe('the address of usbmuxd', () => {
  for (const right of ['', 'UNIX:/var/run/usbmuxd', 'unix:here', '/var/run/usbmuxd', '127.0.0.1:27015', 'host:65535']) {
    it(`may be ${JSON.stringify(right)}`, () => {
      expect(whyNoAddress(right)).to.equal(undefined);
    });
  }

  for (const wrong of [
    'UNIX:',
    ':27015',
    'host:',
    'host:usb',
    'host:0',
    'host:65536',
    'host:27015x',
    'a:1:2',
    'UNIX:/a:b',
  ]) {
    it(`is never ${wrong}, which is named with what to give`, () => {
      expect(whyNoAddress(wrong)).to.equal(
        `USBMUXD_SOCKET_ADDRESS is "${wrong}", which is no address; give UNIX:PATH, or HOST:PORT with a port from 1 to 65,535`,
      );
    });
  }
});
