/** An error of the W3C WebDriver protocol, to be sent as the answer. */
export class WebDriverError extends Error {
  readonly status: number;
  readonly error: string;
  readonly traceback: string;

  constructor(status: number, error: string, message: string, traceback = '') {
    super(message);
    this.status = status;
    this.error = error;
    this.traceback = traceback;
  }
}

/** The call stack of an Objective-C exception, which WebDriverAgent adds to what it did not answer in words of its own. */
export const exceptionStack =
  '(\n\t0   CoreFoundation                      0x0000000190a5ae38 <redacted> + 164\n' +
  '\t1   libobjc.A.dylib                     0x0000000189bcb8d8 objc_exception_throw + 60\n' +
  '\t2   WebDriverAgentLib                   0x0000000102d0b2d4 __49+[FBRoute_TargetAction mountRequest:intoResponse:]_block_invoke + 88\n)';

export const invalidSession = (message: string, traceback = ''): WebDriverError =>
  new WebDriverError(404, 'invalid session id', message, traceback);

export const invalidArgument = (message: string, traceback = ''): WebDriverError =>
  new WebDriverError(400, 'invalid argument', message, traceback);

export const unknownError = (message: string, traceback = ''): WebDriverError =>
  new WebDriverError(500, 'unknown error', message, traceback);
