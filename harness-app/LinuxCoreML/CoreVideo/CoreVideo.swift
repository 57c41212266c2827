/// The part of Core Video the app uses, on ordinary memory. Names and types are Apple's.
public typealias CFString = String
public typealias CFDictionary = [String: Any]
public typealias CFAllocator = Never
public typealias OSType = UInt32
public typealias CVReturn = Int32

public let kCVReturnSuccess: CVReturn = 0
public let kCVReturnAllocationFailed: CVReturn = -6662
public let kCVPixelFormatType_32BGRA: OSType = 0x4247_5241
public let kCVPixelFormatType_OneComponent8: OSType = 0x4C30_3038
public let kCVPixelFormatType_OneComponent16Half: OSType = 0x4C30_3068
public let kCVPixelFormatType_420YpCbCr8BiPlanarVideoRange: OSType = 0x3432_3076
public let kCVPixelBufferPixelFormatTypeKey: CFString = "PixelFormatType"
public let kCVImageBufferYCbCrMatrixKey: CFString = "CVImageBufferYCbCrMatrix"
public let kCVImageBufferYCbCrMatrix_ITU_R_601_4: CFString = "ITU_R_601_4"
public let kCVPixelBufferIOSurfacePropertiesKey: CFString = "IOSurfaceProperties"

public struct CVPixelBufferLockFlags: OptionSet, Sendable {
  public let rawValue: UInt64
  public init(rawValue: UInt64) { self.rawValue = rawValue }
  public static let readOnly = CVPixelBufferLockFlags(rawValue: 1)
}

public final class CVBuffer {
  fileprivate let width: Int
  fileprivate let height: Int
  fileprivate let bytesPerRow: Int
  fileprivate let format: OSType
  fileprivate let memory: UnsafeMutableRawBufferPointer
  fileprivate var locks = 0

  /// Rows are padded to 64 bytes and one block more, as IOSurfaces may be, so that code that ignores them fails.
  fileprivate init(width: Int, height: Int, format: OSType) {
    self.width = width
    self.height = height
    self.format = format
    let bytesPerPixel = format == kCVPixelFormatType_32BGRA ? 4 : 1
    bytesPerRow = (width * bytesPerPixel + 63) / 64 * 64 + 64
    // The second plane has half the rows, each with two bytes for two pixels.
    let rows = format == kCVPixelFormatType_420YpCbCr8BiPlanarVideoRange ? height + height / 2 : height
    memory = .allocate(byteCount: bytesPerRow * rows, alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0)
  }

  deinit { memory.deallocate() }
}
public typealias CVImageBuffer = CVBuffer
public typealias CVPixelBuffer = CVBuffer

@discardableResult
public func CVPixelBufferCreate(
  _ allocator: CFAllocator?, _ width: Int, _ height: Int, _ format: OSType, _ attributes: CFDictionary?,
  _ buffer: UnsafeMutablePointer<CVPixelBuffer?>
) -> CVReturn {
  let isVideo = format == kCVPixelFormatType_420YpCbCr8BiPlanarVideoRange && width % 2 == 0 && height % 2 == 0
  let isKnown = isVideo || format == kCVPixelFormatType_32BGRA || format == kCVPixelFormatType_OneComponent8
  guard isKnown, width > 0, height > 0 else { return kCVReturnAllocationFailed }
  buffer.pointee = CVBuffer(width: width, height: height, format: format)
  return kCVReturnSuccess
}

@discardableResult
public func CVPixelBufferLockBaseAddress(_ buffer: CVPixelBuffer, _ flags: CVPixelBufferLockFlags) -> CVReturn {
  buffer.locks += 1
  return kCVReturnSuccess
}

@discardableResult
public func CVPixelBufferUnlockBaseAddress(_ buffer: CVPixelBuffer, _ flags: CVPixelBufferLockFlags) -> CVReturn {
  buffer.locks -= 1
  return kCVReturnSuccess
}

/// Nil while the buffer is not locked, as for memory the GPU may hold.
public func CVPixelBufferGetBaseAddress(_ buffer: CVPixelBuffer) -> UnsafeMutableRawPointer? {
  buffer.locks > 0 ? buffer.memory.baseAddress : nil
}

public func CVPixelBufferGetBytesPerRow(_ buffer: CVPixelBuffer) -> Int { buffer.bytesPerRow }
public func CVPixelBufferGetWidth(_ buffer: CVPixelBuffer) -> Int { buffer.width }
public func CVPixelBufferGetHeight(_ buffer: CVPixelBuffer) -> Int { buffer.height }
public func CVPixelBufferGetPixelFormatType(_ buffer: CVPixelBuffer) -> OSType { buffer.format }

/// Nil while the buffer is not locked, and for a plane it does not have.
public func CVPixelBufferGetBaseAddressOfPlane(_ buffer: CVPixelBuffer, _ plane: Int) -> UnsafeMutableRawPointer? {
  guard buffer.format == kCVPixelFormatType_420YpCbCr8BiPlanarVideoRange, (0...1).contains(plane) else { return nil }
  return CVPixelBufferGetBaseAddress(buffer)?.advanced(by: plane * buffer.bytesPerRow * buffer.height)
}

public func CVPixelBufferGetBytesPerRowOfPlane(_ buffer: CVPixelBuffer, _ plane: Int) -> Int { buffer.bytesPerRow }

public enum CVAttachmentMode: Sendable { case shouldNotPropagate, shouldPropagate }

/// No colour is converted here by what a buffer says of itself.
public func CVBufferSetAttachment(_ buffer: CVBuffer, _ key: CFString, _ value: Any, _ mode: CVAttachmentMode) {}
