// swift-tools-version: 6.0
import PackageDescription

#if os(Linux)
  let cryptography: [Target.Dependency] = ["CryptoKit"]
#else
  let cryptography: [Target.Dependency] = []
#endif

var targets: [Target] = [
  .target(name: "HarnessCore", dependencies: cryptography),
  .testTarget(name: "HarnessCoreTests", dependencies: ["HarnessCore"]),
]

#if os(Linux)
  // Here Core ML is ONNX Runtime, so the app's own engine runs; what shows itself on a screen is only compiled.
  targets += [
    .target(name: "CryptoKit", path: "LinuxCryptoKit"),
    .systemLibrary(name: "COnnxRuntime", path: "LinuxCoreML/COnnxRuntime"),
    .target(name: "CoreVideo", path: "LinuxCoreML/CoreVideo"),
    .target(name: "CoreML", dependencies: ["COnnxRuntime", "CoreVideo"], path: "LinuxCoreML/CoreML"),
    .target(name: "HarnessEngine", dependencies: ["HarnessCore", "CoreML", "CoreVideo"], path: "App/Engine"),
    .executableTarget(
      name: "HarnessLinux", dependencies: ["HarnessCore", "HarnessEngine", "CoreML"], path: "HarnessLinux"),
    .target(name: "CoreGraphics", path: "LinuxStubs/CoreGraphics"),
    .target(name: "UIKit", dependencies: ["CoreGraphics"], path: "LinuxStubs/UIKit"),
    .target(name: "SwiftUI", dependencies: ["UIKit"], path: "LinuxStubs/SwiftUI"),
    .target(name: "PhotosUI", dependencies: ["SwiftUI"], path: "LinuxStubs/PhotosUI"),
    .target(
      name: "HarnessShell",
      dependencies: ["HarnessCore", "HarnessEngine", "CoreML", "CoreGraphics", "UIKit", "SwiftUI", "PhotosUI"],
      path: "App/Shell"),
  ]
#else
  targets += [.target(name: "HarnessEngine", dependencies: ["HarnessCore"], path: "App/Engine")]
#endif

let package = Package(
  name: "Harness",
  platforms: [.iOS(.v16), .macOS(.v13)],
  targets: targets,
  swiftLanguageModes: [.v6]
)
