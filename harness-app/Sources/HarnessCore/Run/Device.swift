/// The phone the app runs on, as far as a launch asks.
public protocol Device: Sendable {
  var identity: Identity { get }
  var stateAtLaunch: DeviceState { get }
  func thermal() -> ThermalState
  func memory() -> MemoryUse
  /// Why what was timed since the last call does not count, such as the app having left the foreground; nil when nothing
  /// disturbed it.
  func disturbance() -> String?
}

public struct Identity: Sendable {
  public enum Kind: String, Codable, Sendable { case physical, simulator, virtual }
  public struct Device: Encodable, Sendable {
    let kind: Kind
    let model: String
    let name: String
  }
  public struct System: Encodable, Sendable {
    let version: String
    let build: String
  }

  let device: Device
  let os: System
  let appBuild: String

  public init(kind: Kind, model: String, name: String, osVersion: String, osBuild: String, appBuild: String) {
    device = Device(kind: kind, model: model, name: name)
    os = System(version: osVersion, build: osBuild)
    self.appBuild = appBuild
  }
}

/// In order of heat.
public enum ThermalState: String, Codable, Sendable, CaseIterable, Comparable {
  case nominal, fair, serious, critical

  private var heat: Int { Self.allCases.firstIndex(of: self)! }
  public static func < (a: Self, b: Self) -> Bool { a.heat < b.heat }
}

public struct DeviceState: Encodable, Sendable {
  let thermal: ThermalState
  let lowPowerMode: Bool
  /// 0 to 1; nil when the system does not know.
  let batteryLevel: Double?

  public init(thermal: ThermalState, lowPowerMode: Bool, batteryLevel: Double?) {
    self.thermal = thermal
    self.lowPowerMode = lowPowerMode
    self.batteryLevel = batteryLevel
  }
}

/// Memory of the process: now, the largest since it began, and what the Neural Engine holds for it where that is known.
public struct MemoryUse: Encodable, Sendable {
  let footprintBytes: Int
  let footprintPeakBytes: Int
  let neuralBytes: Int?

  public init(footprintBytes: Int, footprintPeakBytes: Int, neuralBytes: Int?) {
    self.footprintBytes = footprintBytes
    self.footprintPeakBytes = footprintPeakBytes
    self.neuralBytes = neuralBytes
  }
}
