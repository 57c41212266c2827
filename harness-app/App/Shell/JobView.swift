import SwiftUI
import UIKit

/// Shows the progress of the launch, and nothing that moves: drawing would disturb the measurement.
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

  /// The job runs on a separate thread, so that no other work of the app comes between two predictions.
  @MainActor private func start() {
    UIApplication.shared.isIdleTimerDisabled = true
    let device = IPhone()
    onOwnThread { [jobFile] in
      let container = Container(home: URL(fileURLWithPath: NSHomeDirectory(), isDirectory: true))
      let harness = Harness(
        container: container, device: device, engine: CoreMLEngine(system: .iPhone), processStartNs: processStartNs,
        show: { now in Task { @MainActor in standing = now } })
      do {
        try harness.run(jobFile: jobFile)
        exit(0)
      } catch {
        try? FileHandle.standardError.write(contentsOf: Data("\(error.localizedDescription)\n".utf8))
        exit(1)
      }
    }
  }
}
