import CoreML
import Foundation

/// What the virtual iPhone says it is, in the environment it gives its apps (src/virtual/app/device.ts).
struct VirtualDevice: Device {
  let identity: Identity
  let leastLifeNs: Int
  let bundleId: String
  private let scene: VirtualScene
  private let notifications: VirtualNotifications
  private let heat = VirtualHeat()

  private struct Named: Decodable {
    let model, name, osVersion, osBuild: String
    /// How long XCTest attaches to an app that it launched.
    let attachS: Double?
  }

  init(processStartNs: Int) throws {
    let environment = ProcessInfo.processInfo.environment
    let named = try JSONDecoder().decode(Named.self, from: Data((environment["REZBENCH_VIRTUAL_DEVICE"] ?? "null").utf8))
    let info = try Self.bundleInfo()
    identity = Identity(
      device: Identity.Device(kind: .virtual, model: named.model, name: named.name),
      os: Identity.System(version: named.osVersion, build: named.osBuild),
      appBuild: info["CFBundleVersion"] as? String ?? "", installation: environment["REZBENCH_BUNDLE"] ?? "")
    bundleId = info["CFBundleIdentifier"] as? String ?? ""
    leastLifeNs = Int((named.attachS ?? 0) * 1e9)
    scene = VirtualScene(startedNs: processStartNs)
    notifications = VirtualNotifications()
  }

  private static func bundleInfo() throws -> [String: Any] {
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    let data = try Data(contentsOf: bundle.appendingPathComponent("Info.plist"))
    return try PropertyListSerialization.propertyList(from: data, format: nil) as? [String: Any] ?? [:]
  }

  /// A virtual iPhone has no heat of its host: it is nominal but for a fault that makes it warm.
  func thermal() -> ThermalState { heat.state() }
  var stateAtLaunch: DeviceState { DeviceState(thermal: thermal(), lowPowerMode: false, batteryLevel: batteryLevel) }
  /// As the virtual iPhone tells it in the environment; it has a battery of its own.
  private var batteryLevel: Double? {
    ProcessInfo.processInfo.environment["REZBENCH_BATTERY_LEVEL"].flatMap(Float.init).flatMap(DeviceState.wholePercent)
  }
  func activeSinceNs() -> Int? { scene.activeSinceNs() }
  func post(_ notification: String) { notifications.post(notification) }

  /// Resident memory of this process, now and at its highest.
  func memory() -> MemoryUse {
    let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ")
    let now = (pages.flatMap { Int($0[1]) } ?? 0) * sysconf(Int32(_SC_PAGESIZE))
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    return MemoryUse(footprintBytes: now, footprintPeakBytes: max(now, usage.ru_maxrss * 1024), neuralBytes: nil)
  }
}

extension CoreMLSystem {
  static func virtual(home: URL, bundleId: String) -> CoreMLSystem {
    CoreMLSystem(
      specializationCache: home.appendingPathComponent("Library/Caches/\(bundleId)/com.apple.e5rt.e5bundlecache"),
      notes: { configuration in
        let threads = MLModel.threads(for: configuration.computeUnits)
        return ["virtual: \(configuration.computeUnits) is float32 on \(threads) host \(threads == 1 ? "thread" : "threads")"]
      },
      upscalerNotes: [
        "virtual: repeated pixels stand for iOS's own upscaler, so neither its pictures nor its times say anything of an iPhone"
      ],
      isUnsupported: { ($0 as? CoreMLError)?.isUnsupported ?? false })
  }
}
