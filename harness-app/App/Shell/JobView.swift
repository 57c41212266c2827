import SwiftUI
import UIKit

/// Shows where the launch stands, and nothing that moves: drawing would disturb what is measured.
struct JobView: View {
  let jobFile: String
  @State private var standing = "starting"

  var body: some View {
    VStack(spacing: 8) {
      Text("rezbench").font(.headline)
      Text(standing).accessibilityIdentifier("step")
    }
    .task(id: jobFile) { start() }
  }

  /// The job runs on one thread of its own, so that no other work of the app comes between two predictions.
  @MainActor private func start() {
    UIApplication.shared.isIdleTimerDisabled = true
    let device = IPhone()
    let jobFile = jobFile
    let thread = Thread {
      let engine = CoreMLEngine(system: .iPhone)
      let container = Container(home: URL(fileURLWithPath: NSHomeDirectory(), isDirectory: true))
      let harness = Harness(container: container, device: device, engine: engine, processStartNs: processStartNs) { now in
        Task { @MainActor in standing = now }
      }
      switch harness.run(jobFile: jobFile) {
      case .told: exit(0)
      case .ranBefore: fail("\(jobFile): the launch already has events")
      case .untold(let reason): fail(reason)
      }
    }
    thread.qualityOfService = .userInitiated
    // As much as the main thread's, in case a framework counts on it; another thread's default is 512 KB.
    thread.stackSize = 8 << 20
    thread.start()
  }
}

private func fail(_ reason: String) -> Never {
  try? FileHandle.standardError.write(contentsOf: Data("\(reason)\n".utf8))
  exit(1)
}
