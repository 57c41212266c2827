import CoreML
import Foundation

// The app inside a virtual iPhone: `--job jobs/<launch>.json`, with the app's container as HOME. The job runs on a thread
// of its own, as on an iPhone.
let processStartNs = Int(DispatchTime.now().uptimeNanoseconds)
let home = URL(fileURLWithPath: ProcessInfo.processInfo.environment["HOME"] ?? ".", isDirectory: true)
let container = Container(home: home)

let device: VirtualDevice
do {
  device = try VirtualDevice(processStartNs: processStartNs)
} catch {
  try? FileHandle.standardError.write(contentsOf: Data("the virtual iPhone does not say what it is: \(error)\n".utf8))
  exit(1)
}

guard let flag = CommandLine.arguments.firstIndex(of: "--job"), flag + 1 < CommandLine.arguments.count else {
  // Without a job there is nothing to show here.
  try container.writeInventory()
  exit(0)
}
let jobFile = CommandLine.arguments[flag + 1]

onOwnThread {
  let engine = CoreMLEngine(system: .virtual(home: home, bundleId: device.bundleId))
  let harness = Harness(container: container, device: device, engine: engine, processStartNs: processStartNs)
  _exit(harness.serve(jobFile: jobFile))
}
while true { sleep(1000) }
