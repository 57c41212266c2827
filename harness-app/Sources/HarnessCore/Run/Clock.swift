import Dispatch
import Foundation

/// Monotonic time in nanoseconds; stands still while the phone sleeps.
func nowNs() -> Int { Int(DispatchTime.now().uptimeNanoseconds) }

/// Waits until the clock shows `ns`; a moment that has passed is not waited for.
func sleep(untilNs ns: Int) {
  let ahead = ns - nowNs()
  if ahead > 0 { Thread.sleep(forTimeInterval: Double(ahead) / 1e9) }
}

#if !canImport(ObjectiveC)
  /// Apple's systems keep objects alive until their pool ends; others have no pools.
  func autoreleasepool<Result>(invoking body: () throws -> Result) rethrows -> Result { try body() }
#endif

/// Work on a thread of its own, so that nothing else of the app comes between two predictions.
func onOwnThread(_ work: @escaping @Sendable () -> Void) {
  let thread = Thread(block: work)
  thread.qualityOfService = .userInitiated
  // As much as the main thread's, in case a framework counts on it; another thread's default is 512 KB.
  thread.stackSize = 8 << 20
  thread.start()
}
