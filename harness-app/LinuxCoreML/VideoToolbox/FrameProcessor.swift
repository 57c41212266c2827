import CoreMedia
import CoreVideo
import Foundation

/*
 * The part of VideoToolbox the app uses, by the declarations that Apple documents for iOS 26. What stands for Apple's network
 * repeats pixels, so nobody takes its pictures for Apple's; what a phone has been seen to do is emulated: the frames it takes,
 * the only factor, the only format, and an output that stays unwritten for a factor that is not offered.
 */

public protocol VTFrameProcessorConfiguration {}
public protocol VTFrameProcessorParameters {}

public final class VTLowLatencySuperResolutionScalerConfiguration: VTFrameProcessorConfiguration, Sendable {
  public class var isSupported: Bool { true }

  public class func supportedScaleFactors(frameWidth: Int, frameHeight: Int) -> [Float] {
    [frameWidth, frameHeight].allSatisfy((96...960).contains) ? [2] : []
  }

  public let frameWidth, frameHeight: Int
  public let scaleFactor: Float

  public init(frameWidth: Int, frameHeight: Int, scaleFactor: Float) {
    (self.frameWidth, self.frameHeight, self.scaleFactor) = (frameWidth, frameHeight, scaleFactor)
  }

  public var sourcePixelBufferAttributes: [String: any Sendable] {
    [kCVPixelBufferPixelFormatTypeKey: kCVPixelFormatType_420YpCbCr8BiPlanarVideoRange]
  }
  public var destinationPixelBufferAttributes: [String: any Sendable] { sourcePixelBufferAttributes }
}

public final class VTFrameProcessorFrame {
  public let buffer: CVPixelBuffer

  public init?(buffer: CVPixelBuffer, presentationTimeStamp: CMTime) { self.buffer = buffer }
}

public final class VTLowLatencySuperResolutionScalerParameters: VTFrameProcessorParameters {
  public let sourceFrame, destinationFrame: VTFrameProcessorFrame

  public init(sourceFrame: VTFrameProcessorFrame, destinationFrame: VTFrameProcessorFrame) {
    (self.sourceFrame, self.destinationFrame) = (sourceFrame, destinationFrame)
  }
}

public final class VTFrameProcessor {
  private struct Invalid: LocalizedError {
    let errorDescription: String?
  }
  /// Apple calls the handler on a queue of its own.
  private let queue = DispatchQueue(label: "VTFrameProcessor")
  private var scale: Int?

  public init() {}

  public func startSession(configuration: any VTFrameProcessorConfiguration) throws {
    guard let asked = configuration as? VTLowLatencySuperResolutionScalerConfiguration else {
      throw Invalid(errorDescription: "the configuration is not known")
    }
    let factors = type(of: asked).supportedScaleFactors(frameWidth: asked.frameWidth, frameHeight: asked.frameHeight)
    scale = factors.contains(asked.scaleFactor) ? Int(asked.scaleFactor) : 0
  }

  public func process(
    parameters: any VTFrameProcessorParameters,
    completionHandler: @escaping @Sendable (any VTFrameProcessorParameters, (any Error)?) -> Void
  ) {
    struct Work: @unchecked Sendable {
      let parameters: any VTFrameProcessorParameters
      let scale: Int?
    }
    let work = Work(parameters: parameters, scale: scale)
    queue.async {
      let asked = work.parameters as? VTLowLatencySuperResolutionScalerParameters
      guard let asked, let scale = work.scale else {
        return completionHandler(work.parameters, Invalid(errorDescription: "no session has begun"))
      }
      if scale > 0 { repeatPixels(of: asked.sourceFrame.buffer, scale, into: asked.destinationFrame.buffer) }
      completionHandler(asked, nil)
    }
  }

  public func endSession() { scale = nil }
}

/// Luma byte by byte, and colour differences pair by pair.
private func repeatPixels(of source: CVPixelBuffer, _ scale: Int, into target: CVPixelBuffer) {
  CVPixelBufferLockBaseAddress(source, .readOnly)
  CVPixelBufferLockBaseAddress(target, [])
  defer {
    CVPixelBufferUnlockBaseAddress(source, .readOnly)
    CVPixelBufferUnlockBaseAddress(target, [])
  }
  for (plane, bytes) in [(0, 1), (1, 2)] {
    guard let from = CVPixelBufferGetBaseAddressOfPlane(source, plane),
      let to = CVPixelBufferGetBaseAddressOfPlane(target, plane)
    else { return }
    let (fromStride, toStride) = (
      CVPixelBufferGetBytesPerRowOfPlane(source, plane), CVPixelBufferGetBytesPerRowOfPlane(target, plane)
    )
    for row in 0..<CVPixelBufferGetHeight(target) / bytes {
      for column in 0..<CVPixelBufferGetWidth(target) / bytes {
        let pixel = from.advanced(by: row / scale * fromStride + column / scale * bytes)
        to.advanced(by: row * toStride + column * bytes).copyMemory(from: pixel, byteCount: bytes)
      }
    }
  }
}
