import Dispatch
import Foundation

/// Monotonic time in nanoseconds; stands still while the phone sleeps.
func nowNs() -> Int { Int(DispatchTime.now().uptimeNanoseconds) }

/// Waits until the clock shows `ns`; returns at once when that moment has passed.
func sleep(untilNs ns: Int) {
  let ahead = ns - nowNs()
  if ahead > 0 { Thread.sleep(forTimeInterval: Double(ahead) / 1e9) }
}

#if !canImport(ObjectiveC)
  /// Apple's systems keep objects alive until their pool ends; others have no pools.
  func autoreleasepool<Result>(invoking body: () throws -> Result) rethrows -> Result { try body() }
#endif

/// Work on a separate thread, so that nothing else in the app comes between two predictions.
func onOwnThread(_ work: @escaping @Sendable () -> Void) {
  let thread = Thread(block: work)
  thread.qualityOfService = .userInitiated
  // As large as the main thread's, in case a framework relies on that; the default of other threads is 512 KB.
  thread.stackSize = 8 << 20
  thread.start()
}
