import SwiftUI

/// The argument after `--job`.
let jobFile = zip(CommandLine.arguments, CommandLine.arguments.dropFirst()).first { $0.0 == "--job" }?.1

/// Launched with `--job jobs/<launch>.json` the app does that job and exits; opened by hand it enlarges a photo.
@main
struct HarnessApp: App {
  @UIApplicationDelegateAdaptor(Launcher.self) private var launcher

  init() { _ = processStartNs }

  var body: some Scene {
    WindowGroup {
      if jobFile == nil { PhotoView() } else { JobView() }
    }
  }
}
