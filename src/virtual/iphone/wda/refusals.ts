import type { Phone } from '../phone.js';
import { exceptionStack, invalidArgument } from './error.js';
import type { WebDriverError } from './error.js';

interface Reason {
  readonly service: { readonly code: number; readonly word: string };
  readonly application: { readonly code: number; readonly word: string };
  readonly reason: string;
}

/**
 * Why iOS does not open an app: it is not there (a maintainer's log, appium/WebDriverAgent number 706), the phone is
 * locked, its developer is not trusted (both in CoreDevice's words; that WebDriverAgent passes them on is inferred).
 */
export function refusalOf({ apps, screen, state }: Phone, bundleId: string): WebDriverError | undefined {
  if (apps.get(bundleId) === undefined) {
    return refused(bundleId, {
      service: { code: 4, word: 'InvalidRequest' },
      application: { code: 4, word: 'NotFound' },
      reason: `Application info provider (FBSApplicationLibrary) returned nil for "${bundleId}"`,
    });
  }
  if (screen.isLocked) {
    return refused(bundleId, {
      service: { code: 1, word: 'RequestDenied' },
      application: { code: 7, word: 'Locked' },
      reason: denied('Locked', `Unable to launch ${bundleId} because the device was not, or could not be, unlocked`),
    });
  }
  if (state.trustsDeveloper === false) {
    return refused(bundleId, {
      service: { code: 1, word: 'RequestDenied' },
      application: { code: 3, word: 'Security' },
      reason: denied(
        'Security',
        `Unable to launch ${bundleId} because it has an invalid code signature, inadequate entitlements or its profile ` +
          'has not been explicitly trusted by the user',
      ),
    });
  }
  return undefined;
}

const denied = (word: string, why: string): string =>
  `The request was denied by service delegate (SBMainWorkspace) for reason: ${word} ("${why}").`;

function refused(bundleId: string, { service, application, reason }: Reason): WebDriverError {
  const request = `The request to open "${bundleId}" failed.`;
  return invalidArgument(
    `Error Domain=FBSOpenApplicationServiceErrorDomain Code=${String(service.code)} "${request}" ` +
      `UserInfo={BSErrorCodeDescription=${service.word}, NSLocalizedDescription=${request}, ` +
      `NSLocalizedFailureReason=${reason}, FBSOpenApplicationRequestID=0x43a1, ` +
      `NSUnderlyingError=0x281e4c2a0 {Error Domain=FBSOpenApplicationErrorDomain Code=${String(application.code)} ` +
      `"${reason}" UserInfo={BSErrorCodeDescription=${application.word}, NSLocalizedFailureReason=${reason}}}}`,
    exceptionStack,
  );
}
