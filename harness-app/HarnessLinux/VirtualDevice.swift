import CoreML
import Foundation

/// What the virtual iPhone says it is, in the environment it gives its apps (src/virtual/app/device.ts).
struct VirtualDevice: Device {
  let identity: Identity

  private struct Named: Decodable { let model, name, osVersion, osBuild: String }

  init() throws {
    let text = ProcessInfo.processInfo.environment["REZBENCH_VIRTUAL_DEVICE"] ?? "null"
    let named = try JSONDecoder().decode(Named.self, from: Data(text.utf8))
    identity = Identity(
      device: Identity.Device(kind: .virtual, model: named.model, name: named.name),
      os: Identity.System(version: named.osVersion, build: named.osBuild), appBuild: try Self.appBuild())
  }

  /// CFBundleVersion of the Info.plist beside the executable.
  private static func appBuild() throws -> String {
    let bundle = ProcessInfo.processInfo.environment["REZBENCH_BUNDLE"] ?? "."
    let data = try Data(contentsOf: URL(fileURLWithPath: bundle).appendingPathComponent("Info.plist"))
    let info = try PropertyListSerialization.propertyList(from: data, format: nil) as? [String: Any]
    return info?["CFBundleVersion"] as? String ?? ""
  }

  /// A virtual iPhone has the host's heat and battery, which it cannot read, and says so by never leaving nominal.
  func thermal() -> ThermalState { .nominal }
  var stateAtLaunch: DeviceState { DeviceState(thermal: .nominal, lowPowerMode: false, batteryLevel: nil) }
  func disturbance() -> String? { nil }

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
  static var virtual: CoreMLSystem {
    CoreMLSystem(
      specializationCache: nil,
      notes: { configuration in
        let threads = MLModel.threads(for: configuration.computeUnits)
        return ["virtual: \(configuration.computeUnits) is float32 on \(threads) host \(threads == 1 ? "thread" : "threads")"]
      },
      isUnsupported: { ($0 as? CoreMLError)?.isUnsupported ?? false })
  }
}
