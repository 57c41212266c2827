import CoreML
import Foundation
import UIKit
import os

/// The earliest time in the process that the app's code can read: the app reads it before its first view.
let processStartNs = Int(DispatchTime.now().uptimeNanoseconds)

/// The phone the app runs on, in Apple's words.
struct IPhone: Device {
  let identity: Identity
  let stateAtLaunch: DeviceState
  /// XCTest has been seen to attach to an app for seconds after it was launched. `rezbench capture` asks what becomes of one
  /// that does not wait for it.
  let leastLifeNs = CommandLine.arguments.contains("--leave-at-once") ? 0 : 3_000_000_000
  private let foreground: Foreground

  @MainActor
  init(foreground: Foreground) {
    self.foreground = foreground
    let phone = UIDevice.current
    phone.isBatteryMonitoringEnabled = true
    #if targetEnvironment(simulator)
      let kind = Identity.Kind.simulator
    #else
      let kind = Identity.Kind.physical
    #endif
    identity = Identity(
      device: Identity.Device(kind: kind, model: systemText("hw.machine"), name: phone.name),
      os: Identity.System(version: phone.systemVersion, build: systemText("kern.osversion")),
      appBuild: Bundle.main.object(forInfoDictionaryKey: "CFBundleVersion") as? String ?? "",
      // Each installation or upgrade has a folder of its own, whose name is a new UUID.
      installation: Bundle.main.bundlePath)
    stateAtLaunch = DeviceState(
      thermal: ThermalState(ProcessInfo.processInfo.thermalState),
      lowPowerMode: ProcessInfo.processInfo.isLowPowerModeEnabled, batteryLevel: DeviceState.wholePercent(phone.batteryLevel))
  }

  func thermal() -> ThermalState { ThermalState(ProcessInfo.processInfo.thermalState) }

  func activeSinceNs() -> Int? { foreground.activeSinceNs }

  func post(_ notification: String) {
    CFNotificationCenterPostNotification(
      CFNotificationCenterGetDarwinNotifyCenter(), CFNotificationName(notification as CFString), nil, nil, true)
  }

  /// What iOS counts against the app's limit (task_info.h, task_vm_info). A field is there when the kernel's answer
  /// reaches it.
  func memory() -> MemoryUse {
    var info = task_vm_info_data_t()
    var count = mach_msg_type_number_t(MemoryLayout<task_vm_info_data_t>.size / MemoryLayout<integer_t>.size)
    let status = withUnsafeMutablePointer(to: &info) { pointer in
      pointer.withMemoryRebound(to: integer_t.self, capacity: Int(count)) {
        task_info(task_self_trap(), task_flavor_t(TASK_VM_INFO), $0, &count)
      }
    }
    guard status == KERN_SUCCESS else { return MemoryUse(footprintBytes: 0, footprintPeakBytes: 0, neuralBytes: nil) }
    let peakWords: mach_msg_type_number_t = 44
    let neuralWords: mach_msg_type_number_t = 78
    let footprint = Int(info.phys_footprint)
    return MemoryUse(
      footprintBytes: footprint,
      footprintPeakBytes: count >= peakWords ? max(footprint, Int(info.ledger_phys_footprint_peak)) : footprint,
      neuralBytes: count >= neuralWords ? Int(info.ledger_tag_neural_footprint) : nil)
  }
}

extension ThermalState {
  /// Both are in order of heat; a state that a later iOS adds counts as the hottest.
  init(_ state: ProcessInfo.ThermalState) {
    self = Self.allCases.indices.contains(state.rawValue) ? Self.allCases[state.rawValue] : .critical
  }
}

/// A string from sysctl, such as "iPhone15,2" for hw.machine.
private func systemText(_ name: String) -> String {
  var text = [CChar](repeating: 0, count: 256)
  var size = text.count
  guard sysctlbyname(name, &text, &size, nil, 0) == 0 else { return "" }
  return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

extension CoreMLSystem {
  static var iPhone: CoreMLSystem {
    CoreMLSystem(
      specializationCache: Bundle.main.bundleIdentifier.map {
        URL.cachesDirectory.appendingPathComponent("\($0)/com.apple.e5rt.e5bundlecache", isDirectory: true)
      },
      notes: { configuration in
        var notes = ["low precision accumulation on GPU: \(configuration.allowLowPrecisionAccumulationOnGPU)"]
        if #available(iOS 17.4, *) { notes.append("reshape frequency: infrequent") }
        if #available(iOS 18, *) { notes.append("specialization strategy: default") }
        notes.append("available memory: \(os_proc_available_memory()) bytes")
        return notes
      },
      upscalerNotes: ["frames: 420v, ITU-R BT.601"],
      isUnsupported: { _ in false })
  }
}
