/// The phone that the app runs on, as far as a launch needs it.
protocol Device: Sendable {
  var identity: Identity { get }
  var stateAtLaunch: DeviceState { get }
  func thermal() -> ThermalState
  func memory() -> MemoryUse
  /// The moment since which the app has been in the foreground without interruption; nil while it is not.
  func activeSinceNs() -> Int?
  /// Posts a Darwin notification, which the host may be waiting for.
  func post(_ notification: String)
  /// How old the process has to be before it may end: whoever launched it may still be attaching to it.
  var leastLifeNs: Int { get }
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
  /// Differs from one installation of the app to the next, also of the same build.
  let installation: String
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

  /// A battery level as the system gives it: a float32 such as 0.949999988 for 95 %, or -1 where it does not know.
  static func wholePercent(_ level: Float) -> Double? { level < 0 ? nil : Double((level * 100).rounded()) / 100 }
}

/// Memory of the process: now, the largest since it began, and what the Neural Engine holds for it where that is known.
struct MemoryUse: Encodable, Sendable {
  let footprintBytes, footprintPeakBytes: Int
  let neuralBytes: Int?
}
