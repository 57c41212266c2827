/// The phone that the app runs on, as far as a launch needs it.
protocol Device: Sendable {
  var identity: Identity { get }
  var stateAtLaunch: DeviceState { get }
  func thermal() -> ThermalState
  func memory() -> MemoryUse
  /// Why times measured since the last call do not count, such as "the app left the foreground"; nil when nothing
  /// disturbed it.
  func disturbance() -> String?
}

struct Identity: Sendable {
  enum Kind: String, Encodable, Sendable { case physical, simulator, virtual }
  struct Device: Encodable, Sendable {
    let kind: Kind
    let model, name: String
  }
  struct System: Encodable, Sendable { let version, build: String }

  let device: Device
  let os: System
  let appBuild: String
}

/// In order of heat.
enum ThermalState: String, Codable, Sendable, CaseIterable, Comparable {
  case nominal, fair, serious, critical

  private var heat: Int { Self.allCases.firstIndex(of: self)! }
  static func < (a: Self, b: Self) -> Bool { a.heat < b.heat }
}

struct DeviceState: Encodable, Sendable {
  let thermal: ThermalState
  let lowPowerMode: Bool
  /// 0 to 1; nil when the system does not know.
  let batteryLevel: Double?
}

/// Memory of the process: now, the largest since it began, and what the Neural Engine holds for it where that is known.
struct MemoryUse: Encodable, Sendable {
  let footprintBytes, footprintPeakBytes: Int
  let neuralBytes: Int?
}
