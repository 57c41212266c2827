import { LengthBasedSplitter } from 'appium-ios-device/build/lib/util/transformer/length-based-splitter.js';

/*
 * appium-ios-device 3.1.23 reads a message's length as soon as one byte of it is there, from bytes that the message before
 * has left; and a length of 0 keeps it busy for ever with the same byte. So a length that comes in two pieces is waited for,
 * and a message that ends before it has begun is an error.
 */
const { prototype } = LengthBasedSplitter;
const decode = Reflect.get(prototype, '_decode') as (this: LengthBasedSplitter, data: Buffer, from: number) => number;

prototype._decode = function (this: LengthBasedSplitter, data: Buffer, from: number): number {
  const lengthEnd = Number(this.lengthFieldOffset) + Number(this.lengthFieldLength);
  if (this._frameBufferIndex + data.length - from < lengthEnd) {
    this._frameBufferIndex += data.copy(this._frameBuffer, this._frameBufferIndex, from);
    return data.length;
  }
  const to = decode.call(this, data, from);
  if (to <= from) throw new Error('usbmuxd sent a message without a length');
  return to;
};
