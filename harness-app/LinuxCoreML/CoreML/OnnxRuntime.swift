import COnnxRuntime
import Foundation

/// ONNX Runtime's C API, opened from the library the virtual iPhone names.
enum OnnxRuntime {
  private static let libraryVariable = "REZBENCH_ONNXRUNTIME"
  private typealias GetApiBase = @convention(c) () -> UnsafePointer<OrtApiBase>?

  nonisolated(unsafe) private static let opened: Result<(api: OrtApi, environment: OpaquePointer), CoreMLError> = {
    guard let path = ProcessInfo.processInfo.environment[libraryVariable], let library = dlopen(path, RTLD_NOW),
      let symbol = dlsym(library, "OrtGetApiBase"),
      let api = unsafeBitCast(symbol, to: GetApiBase.self)()?.pointee.GetApi(UInt32(ORT_API_VERSION))?.pointee
    else { return .failure(CoreMLError("\(libraryVariable) names no usable ONNX Runtime")) }
    var environment: OpaquePointer?
    _ = api.CreateEnv(ORT_LOGGING_LEVEL_ERROR, "harness", &environment)
    return environment.map { .success((api, $0)) } ?? .failure(CoreMLError("ONNX Runtime gave no environment"))
  }()

  static func api() throws -> OrtApi { try opened.get().api }
  static func environment() throws -> OpaquePointer { try opened.get().environment }

  /// Throws the error of a call, if there is one.
  static func check(_ status: OpaquePointer?) throws {
    guard let status else { return }
    let api = try api()
    defer { api.ReleaseStatus(status) }
    throw CoreMLError(api.GetErrorMessage(status).map { String(cString: $0) } ?? "ONNX Runtime failed")
  }
}

/// One loaded program. The options are those of the app's TypeScript twin, so that both compute the same bits.
final class OnnxSession {
  private let api: OrtApi
  private let session: OpaquePointer
  private let memory: OpaquePointer

  init(_ program: Data, threads: Int) throws {
    let api = try OnnxRuntime.api()
    var (options, session, memory): (OpaquePointer?, OpaquePointer?, OpaquePointer?)
    try OnnxRuntime.check(api.CreateSessionOptions(&options))
    defer { api.ReleaseSessionOptions(options) }
    try OnnxRuntime.check(api.SetIntraOpNumThreads(options, Int32(threads)))
    try OnnxRuntime.check(api.SetInterOpNumThreads(options, 1))
    try OnnxRuntime.check(api.SetSessionExecutionMode(options, ORT_SEQUENTIAL))
    try OnnxRuntime.check(api.SetSessionGraphOptimizationLevel(options, ORT_ENABLE_ALL))
    try OnnxRuntime.check(api.SetSessionLogSeverityLevel(options, 3))
    let environment = try OnnxRuntime.environment()
    try program.withUnsafeBytes {
      try OnnxRuntime.check(api.CreateSessionFromArray(environment, $0.baseAddress, $0.count, options, &session))
    }
    try OnnxRuntime.check(api.CreateCpuMemoryInfo(OrtArenaAllocator, OrtMemTypeDefault, &memory))
    (self.api, self.session, self.memory) = (api, session!, memory!)
  }

  deinit {
    api.ReleaseMemoryInfo(memory)
    api.ReleaseSession(session)
  }

  func run(_ inputs: [Tensor], outputs names: [String]) throws -> [Tensor] {
    var values: [OpaquePointer?] = []
    var results = [OpaquePointer?](repeating: nil, count: names.count)
    defer { for value in values + results { api.ReleaseValue(value) } }
    let storage = inputs.indices.map { inputs[$0].data.copied() }
    defer { for numbers in storage { numbers.deallocate() } }
    for (index, numbers) in storage.enumerated() {
      var value: OpaquePointer?
      let shape = inputs[index].shape.map(Int64.init)
      try OnnxRuntime.check(
        api.CreateTensorWithDataAsOrtValue(
          memory, numbers.baseAddress, numbers.count * 4, shape, shape.count, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, &value))
      values.append(value)
    }
    let (inputNames, outputNames) = (inputs.map { strdup($0.name) }, names.map { strdup($0) })
    defer { for name in inputNames + outputNames { free(name) } }
    try OnnxRuntime.check(
      api.Run(
        session, nil, inputNames.map { UnsafePointer($0) }, values, values.count,
        outputNames.map { UnsafePointer($0) }, names.count, &results))
    return try zip(names, results).map { name, value in try tensor(name, value) }
  }

  private func tensor(_ name: String, _ value: OpaquePointer?) throws -> Tensor {
    var (info, rank, count): (OpaquePointer?, Int, Int) = (nil, 0, 0)
    try OnnxRuntime.check(api.GetTensorTypeAndShape(value, &info))
    defer { api.ReleaseTensorTypeAndShapeInfo(info) }
    try OnnxRuntime.check(api.GetDimensionsCount(info, &rank))
    try OnnxRuntime.check(api.GetTensorShapeElementCount(info, &count))
    var shape = [Int64](repeating: 0, count: rank)
    try OnnxRuntime.check(api.GetDimensions(info, &shape, rank))
    var address: UnsafeMutableRawPointer?
    try OnnxRuntime.check(api.GetTensorMutableData(value, &address))
    let numbers = UnsafeBufferPointer(start: address?.assumingMemoryBound(to: Float.self), count: count)
    return Tensor(name: name, shape: shape.map(Int.init), data: Array(numbers))
  }
}

extension [Float] {
  /// The numbers in memory that stays in place while ONNX Runtime reads it.
  fileprivate func copied() -> UnsafeMutableBufferPointer<Float> {
    let copy = UnsafeMutableBufferPointer<Float>.allocate(capacity: count)
    _ = copy.initialize(from: self)
    return copy
  }
}
