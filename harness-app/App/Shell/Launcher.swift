import Foundation
import UIKit

/// Starts the job before there is a view, so that the host sees the app's hello also when no scene ever becomes active.
final class Launcher: NSObject, UIApplicationDelegate {
  func application(
    _ application: UIApplication, didFinishLaunchingWithOptions options: [UIApplication.LaunchOptionsKey: Any]? = nil
  ) -> Bool {
    if let job {
      application.isIdleTimerDisabled = true
      start(job, on: IPhone(foreground: observedForeground()))
    }
    return true
  }

  /// The job runs on a separate thread, so that no other work of the app comes between two predictions.
  private func start(_ job: JobArgument, on device: IPhone) {
    onOwnThread {
      let container = Container(home: URL(fileURLWithPath: NSHomeDirectory(), isDirectory: true))
      let harness = Harness(
        container: container, device: device, engine: CoreMLEngine(system: .iPhone), processStartNs: processStartNs)
      // Not exit, which tears down what other threads still use. Every event is on disk.
      _exit(harness.serve(job))
    }
  }
}

/// Follows the app's scene from before there is one. Not SwiftUI's scenePhase: whoever reads that is drawn anew when it
/// changes.
@MainActor private func observedForeground() -> Foreground {
  let foreground = Foreground()
  let center = NotificationCenter.default
  _ = center.addObserver(forName: UIScene.didActivateNotification, object: nil, queue: nil) { _ in foreground.enter() }
  _ = center.addObserver(forName: UIScene.willDeactivateNotification, object: nil, queue: nil) { _ in foreground.leave() }
  return foreground
}
