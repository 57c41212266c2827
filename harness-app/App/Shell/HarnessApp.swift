import SwiftUI

/// Launched with `--job jobs/<launch>.json` the app does that job and exits; opened by hand it enlarges a photo.
@main
struct HarnessApp: App {
  @Environment(\.scenePhase) private var scenePhase
  private let jobFile = zip(CommandLine.arguments, CommandLine.arguments.dropFirst()).first { $0.0 == "--job" }?.1

  init() { _ = processStartNs }

  var body: some Scene {
    WindowGroup {
      if let jobFile {
        JobView(jobFile: jobFile)
      } else {
        PhotoView()
      }
    }
    .onChange(of: scenePhase) { phase in
      if phase != .active { hasLeftForeground.withLock { $0 = true } }
    }
  }
}
