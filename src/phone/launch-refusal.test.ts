import { expect } from 'chai';
import { describe, it } from 'mocha';
import { launchRefusalIn } from './launch-refusal.js';

describe('a launch that iOS refuses', () => {
  for (const [refusal, said] of [
    [
      'not_installed',
      'Error Domain=FBSOpenApplicationServiceErrorDomain Code=4 "The request to open "dev.a" failed." UserInfo={BSErrorCodeDescription=InvalidRequest, NSUnderlyingError=0x1 {Error Domain=FBSOpenApplicationErrorDomain Code=4 "Application info provider (FBSApplicationLibrary) returned nil for "dev.a"" UserInfo={BSErrorCodeDescription=NotFound}}}',
    ],
    [
      'locked',
      'Error Domain=FBSOpenApplicationServiceErrorDomain Code=1 "The request to open "dev.a" failed." UserInfo={BSErrorCodeDescription=RequestDenied, NSUnderlyingError=0x1 {Error Domain=FBSOpenApplicationErrorDomain Code=7 "The request was denied by service delegate (SBMainWorkspace) for reason: Locked ("Unable to launch dev.a because the device was not, or could not be, unlocked")."}}',
    ],
    [
      'untrusted',
      'Error Domain=FBSOpenApplicationServiceErrorDomain Code=1 "The request to open "dev.a" failed." UserInfo={NSLocalizedFailureReason=The request was denied by service delegate (SBMainWorkspace) for reason: Security ("Unable to launch dev.a because it has an invalid code signature, inadequate entitlements or its profile has not been explicitly trusted by the user").}',
    ],
    [undefined, 'Error Domain=FBSOpenApplicationServiceErrorDomain Code=1 "The request to open "dev.a" failed."'],
    [undefined, 'Application dev.locked is not running, possibly crashed: Locked'],
  ] as const) {
    it(`is ${refusal ?? 'not named'}: ${said.slice(0, 60)}…`, () => {
      expect(launchRefusalIn(said)).to.equal(refusal);
    });
  }
});
