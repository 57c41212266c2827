import SwiftUI

/// Launched with `--job jobs/<launch>.json` the app does that job and exits; opened by hand it enlarges a photo.
@main
struct HarnessApp: App {
  @Environment(\.scenePhase) private var scenePhase
  private let jobFile = jobArgument(of: CommandLine.arguments)

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
      if phase != .active { Foreground.shared.leave() }
    }
  }
}

private func jobArgument(of arguments: [String]) -> String? {
  guard let flag = arguments.firstIndex(of: "--job"), flag + 1 < arguments.count else { return nil }
  return arguments[flag + 1]
}
