const variable = 'USBMUXD_SOCKET_ADDRESS';

/** Does something while usbmuxd is said to listen at this address. */
export async function usbmuxdAt<Result>(address: string, action: () => Promise<Result>): Promise<Result> {
  const before = process.env[variable];
  process.env[variable] = address;
  try {
    return await action();
  } finally {
    if (before === undefined) Reflect.deleteProperty(process.env, variable);
    else process.env[variable] = before;
  }
}
