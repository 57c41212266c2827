import type { Socket } from 'node:net';

/**
 * Makes a socket end by an error where whoever listens to its data throws. appium-ios-device 3.1.23 decodes what it receives
 * while the socket hands it over, so that an answer that is no property list would end this process
 * (usbmux/transformer/usbmux-decoder.js).
 */
export function careful<Of extends Socket>(socket: Of): Of {
  const emit = socket.emit.bind(socket);
  socket.emit = (event: string | symbol, ...values: unknown[]): boolean => {
    if (event !== 'data') return emit(event, ...values);
    try {
      return emit(event, ...values);
    } catch (error) {
      socket.destroy(error instanceof Error ? error : new Error(String(error)));
      return true;
    }
  };
  return socket;
}
