import Foundation

public enum MLMultiArrayDataType: Int, Sendable {
  case float16 = 0x10010
  case float32 = 0x10020
  case double = 0x10040
  case int32 = 0x20020
}

/// Rows are padded by one element, as Core ML may pad them, so that code that ignores the strides fails.
public class MLMultiArray {
  public let shape: [NSNumber]
  public let strides: [NSNumber]
  public let dataType: MLMultiArrayDataType
  let memory: UnsafeMutableBufferPointer<Float>

  public init(shape: [NSNumber], dataType: MLMultiArrayDataType) throws {
    guard dataType == .float32 else { throw CoreMLError("a virtual iPhone has float32 arrays only") }
    let lengths = shape.map(\.intValue)
    var stride = 1
    var strides: [Int] = []
    for (axis, length) in lengths.enumerated().reversed() {
      strides.insert(stride, at: 0)
      stride *= axis == lengths.count - 1 ? length + 1 : length
    }
    self.shape = shape
    self.strides = strides.map { NSNumber(value: $0) }
    self.dataType = dataType
    memory = .allocate(capacity: stride)
    memory.initialize(repeating: 0)
  }

  deinit { memory.deallocate() }

  public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try body(UnsafeRawBufferPointer(memory))
  }

  public func withUnsafeMutableBytes<Result>(
    _ body: (UnsafeMutableRawBufferPointer, [Int]) throws -> Result
  ) rethrows -> Result {
    try body(UnsafeMutableRawBufferPointer(memory), strides.map(\.intValue))
  }

  /// Calls `body` with each element's place in padded and in dense memory.
  func eachPlace(_ body: (_ padded: Int, _ dense: Int) -> Void) {
    let row = shape.last?.intValue ?? 1
    for dense in 0..<shape.reduce(1, { $0 * $1.intValue }) { body(dense + dense / row, dense) }
  }
}
