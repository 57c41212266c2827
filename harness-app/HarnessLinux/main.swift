import CoreML
import Foundation

// The app inside a virtual iPhone, launched as on an iPhone, with the app's container as HOME. The job runs on a thread
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

guard let job = JobArgument(of: CommandLine.arguments) else {
  // Without a job there is nothing to show here.
  try container.writeInventory()
  exit(0)
}

onOwnThread {
  let engine = CoreMLEngine(system: .virtual(home: home, bundleId: device.bundleId))
  let harness = Harness(container: container, device: device, engine: engine, processStartNs: processStartNs)
  _exit(harness.serve(job))
}
while true { sleep(1000) }
