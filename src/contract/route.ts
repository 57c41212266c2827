/** How the driver reaches the services of a phone: those of iOS 18 and later through a tunnel where there is one. */
export const routes = ['usbmux', 'tunnel'] as const;
export type RouteName = (typeof routes)[number];
