import CoreML
import Foundation

/// Asks MLComputePlan where each operation of the arm's function would rather run.
@available(iOS 17.4, macOS 14.4, *)
func plannedPlacement(of compiled: URL, for arm: ModelArm, configuration: MLModelConfiguration) -> Placement {
  final class Answer: @unchecked Sendable {
    var placement = Placement(reason: "MLComputePlan gave no answer")
  }
  struct Question: @unchecked Sendable { let configuration: MLModelConfiguration }
  let (answer, question, answered) = (Answer(), Question(configuration: configuration), DispatchSemaphore(value: 0))
  // Core ML offers the plan only asynchronously; the semaphore lets this thread wait for it.
  Task.detached {
    do {
      let plan = try await MLComputePlan.load(contentsOf: compiled, configuration: question.configuration)
      answer.placement = shares(of: try devices(plan.modelStructure, for: arm, in: plan))
    } catch {
      answer.placement = Placement(reason: error.localizedDescription)
    }
    answered.signal()
  }
  answered.wait()
  return answer.placement
}

/// The preferred device of every operation that has one; constants have none.
@available(iOS 17.4, macOS 14.4, *)
private func devices(_ structure: MLModelStructure, for arm: ModelArm, in plan: MLComputePlan) throws -> [MLComputeDevice] {
  switch structure {
  case .program(let program): devices(try arm.chosenFunction(of: program.functions).block, in: plan)
  case .neuralNetwork(let network): network.layers.compactMap { plan.deviceUsage(for: $0)?.preferred }
  case .pipeline(let pipeline): try pipeline.subModels.flatMap { try devices($0, for: arm, in: plan) }
  case .unsupported: []
  @unknown default: []
  }
}

@available(iOS 17.4, macOS 14.4, *)
private func devices(_ block: MLModelStructure.Program.Block, in plan: MLComputePlan) -> [MLComputeDevice] {
  block.operations.flatMap { operation in
    [plan.deviceUsage(for: operation)?.preferred].compactMap { $0 } + operation.blocks.flatMap { devices($0, in: plan) }
  }
}

@available(iOS 17.4, macOS 14.4, *)
private func shares(of devices: [MLComputeDevice]) -> Placement {
  guard !devices.isEmpty else { return Placement(reason: "MLComputePlan names no device for any operation") }
  func share(of isMeant: (MLComputeDevice) -> Bool) -> Double {
    Double(devices.filter(isMeant).count) / Double(devices.count)
  }
  return Placement(
    shares: Placement.Shares(
      cpu: share { if case .cpu = $0 { true } else { false } }, gpu: share { if case .gpu = $0 { true } else { false } },
      ane: share { if case .neuralEngine = $0 { true } else { false } }))
}
