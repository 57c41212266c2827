// Declarations of Apple's that the app uses, so that its iPhone-only sources are compiled on Linux. They show that the
// app is consistent, not that these are Apple's signatures, and nothing here ever runs. On Apple's systems these come
// with Foundation. Here they are not a separate module, since SwiftPM asks whether it can import one named Darwin.
import Foundation

public typealias kern_return_t = Int32
public typealias integer_t = Int32
public typealias natural_t = UInt32
public typealias mach_port_t = natural_t
public typealias task_flavor_t = natural_t
public typealias mach_msg_type_number_t = natural_t

public let KERN_SUCCESS: kern_return_t = 0
public let TASK_VM_INFO: Int32 = 22
public func task_self_trap() -> mach_port_t { fatalError() }

public struct task_vm_info_data_t {
  public var phys_footprint: UInt64 = 0
  public var ledger_phys_footprint_peak: Int64 = 0
  public var ledger_tag_neural_footprint: Int64 = 0
  public var limit_bytes_remaining: UInt64 = 0
  public init() {}
}

public func task_info(
  _ task: mach_port_t, _ flavor: task_flavor_t, _ out: UnsafeMutablePointer<integer_t>,
  _ count: UnsafeMutablePointer<mach_msg_type_number_t>
) -> kern_return_t { fatalError() }

public func sysctlbyname(
  _ name: UnsafePointer<CChar>, _ old: UnsafeMutableRawPointer?, _ oldSize: UnsafeMutablePointer<Int>?,
  _ new: UnsafeMutableRawPointer?, _ newSize: Int
) -> Int32 { fatalError() }

extension ProcessInfo {
  public enum ThermalState: Int, Sendable { case nominal, fair, serious, critical }
  public var thermalState: ThermalState { fatalError() }
  public var isLowPowerModeEnabled: Bool { fatalError() }
}

public typealias CFString = String
public struct CFNotificationName { public init(_ rawValue: CFString) { fatalError() } }
public final class CFNotificationCenter {}
public func CFNotificationCenterGetDarwinNotifyCenter() -> CFNotificationCenter! { fatalError() }
public func CFNotificationCenterPostNotification(
  _ center: CFNotificationCenter!, _ name: CFNotificationName!, _ object: UnsafeRawPointer!,
  _ userInfo: [String: Any]!, _ deliverImmediately: Bool
) { fatalError() }

extension URL {
  public static var documentsDirectory: URL { fatalError() }
  public static var cachesDirectory: URL { fatalError() }
}
