import SwiftUI

let job = JobArgument(of: CommandLine.arguments)

/// Launched with a job the app does it and exits; opened by hand it enlarges a photo.
@main
struct HarnessApp: App {
  @UIApplicationDelegateAdaptor(Launcher.self) private var launcher

  init() { _ = processStartNs }

  var body: some Scene {
    WindowGroup {
      if job == nil { PhotoView() } else { JobView() }
    }
  }
}
