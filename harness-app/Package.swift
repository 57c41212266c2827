// swift-tools-version: 6.0
import PackageDescription

// Xcode compiles Sources/HarnessCore and App as one module; so does this package. HARNESS selects what to compile with
// the core: nothing, to test it alone; on Linux `virtual`, the app inside a virtual iPhone, where Core ML is ONNX
// Runtime, or `shell`, everything for an iPhone, which then only compiles; on a Mac `engine`, Core ML.
let variant = Context.environment["HARNESS"] ?? "core"
let core = "Sources/HarnessCore"

var targets: [Target] = []
#if os(Linux)
  var dependencies: [Target.Dependency] = ["CryptoKit"]
  if variant != "core" { dependencies += ["CoreML", "CoreVideo", "CoreMedia", "VideoToolbox"] }
  if variant == "shell" { dependencies += ["CoreGraphics", "UIKit", "SwiftUI", "PhotosUI", "os"] }
  targets += [
    .target(name: "CryptoKit", path: "LinuxCryptoKit"),
    .systemLibrary(name: "COnnxRuntime", path: "LinuxCoreML/COnnxRuntime"),
    .target(name: "CoreVideo", path: "LinuxCoreML/CoreVideo"),
    .target(name: "CoreML", dependencies: ["COnnxRuntime", "CoreVideo", "CryptoKit"], path: "LinuxCoreML/CoreML"),
    .target(name: "CoreMedia", path: "LinuxCoreML/CoreMedia"),
    .target(name: "VideoToolbox", dependencies: ["CoreMedia", "CoreVideo"], path: "LinuxCoreML/VideoToolbox"),
    .target(name: "CoreGraphics", path: "LinuxStubs/CoreGraphics"),
    .target(name: "UIKit", dependencies: ["CoreGraphics"], path: "LinuxStubs/UIKit"),
    .target(name: "SwiftUI", dependencies: ["UIKit"], path: "LinuxStubs/SwiftUI"),
    .target(name: "os", path: "LinuxStubs/os"),
    .target(name: "PhotosUI", dependencies: ["SwiftUI"], path: "LinuxStubs/PhotosUI"),
  ]
#else
  let dependencies: [Target.Dependency] = []
#endif

switch variant {
case "virtual":
  targets.append(
    .executableTarget(
      name: "HarnessLinux", dependencies: dependencies, path: ".", sources: [core, "App/Engine", "HarnessLinux"]))
case "shell":
  targets.append(.target(name: "HarnessShell", dependencies: dependencies, path: ".", sources: [core, "App/Engine", "App/Shell"]))
case "engine":
  targets.append(.target(name: "HarnessEngine", dependencies: dependencies, path: ".", sources: [core, "App/Engine"]))
default:
  targets += [
    .target(name: "HarnessCore", dependencies: dependencies),
    .testTarget(name: "HarnessCoreTests", dependencies: ["HarnessCore"]),
  ]
}

let package = Package(
  name: "Harness",
  platforms: [.iOS(.v16), .macOS(.v13)],
  targets: targets,
  swiftLanguageModes: [.v6]
)
