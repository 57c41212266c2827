// swift-tools-version: 6.0
import PackageDescription

let core: [Target] = [
  .target(name: "HarnessCore"),
  .testTarget(name: "HarnessCoreTests", dependencies: ["HarnessCore"]),
]

let package = Package(
  name: "Harness",
  platforms: [.iOS(.v16), .macOS(.v13)],
  targets: core,
  swiftLanguageModes: [.v6]
)
