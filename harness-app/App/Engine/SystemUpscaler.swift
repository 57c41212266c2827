import CoreVideo
import Foundation

// The interface came with Xcode 26, whose Swift is 6.2, and simulators lack it. On Linux a module stands for it.
#if canImport(VideoToolbox) && !targetEnvironment(simulator) && (compiler(>=6.2) || os(Linux))
  import CoreMedia
  import VideoToolbox

  extension CoreMLEngine {
    func upscaler(for arm: SystemArm) throws -> any Predictor {
      guard #available(iOS 26, macOS 26, *) else {
        throw StepError(.unsupported, "iOS has an upscaler of its own from iOS 26 on")
      }
      return try SystemUpscaler(for: arm)
    }
  }

  /// A session of VideoToolbox's low-latency super-resolution, used synchronously from the thread that measures.
  @available(iOS 26, macOS 26, *)
  final class SystemUpscaler: Predictor {
    private let arm: SystemArm
    private let processor: VTFrameProcessor
    private let output: CVPixelBuffer

    init(for arm: SystemArm) throws {
      typealias Configuration = VTLowLatencySuperResolutionScalerConfiguration
      guard Configuration.isSupported else {
        throw StepError(.unsupported, "this phone has no low-latency super-resolution of its own")
      }
      let (width, height) = (arm.input.width, arm.input.height)
      // Asked, since others saw a session for a factor that is not offered begin all the same and write no output.
      let factors = Configuration.supportedScaleFactors(frameWidth: width, frameHeight: height)
      guard width % 2 == 0, height % 2 == 0, factors.contains(Float(arm.scale)) else {
        let offered = factors.isEmpty ? "no factor" : factors.map { "\($0)" }.joined(separator: ", ")
        throw StepError(
          .unsupported,
          "iOS's own upscaler does not enlarge frames of \(width)x\(height) by \(arm.scale) on this phone; it offers \(offered)")
      }
      let configuration = Configuration(frameWidth: width, frameHeight: height, scaleFactor: Float(arm.scale))
      for attributes in [configuration.sourcePixelBufferAttributes, configuration.destinationPixelBufferAttributes] {
        guard takes(videoFormat, attributes[kCVPixelBufferPixelFormatTypeKey as String]) else {
          throw StepError(.unsupported, "iOS's own upscaler wants frames in another format than 420v on this phone")
        }
      }
      let (processor, output) = (VTFrameProcessor(), try makeFrame(arm.output))
      do {
        try processor.startSession(configuration: configuration)
      } catch {
        throw StepError(.failed, "iOS's own upscaler did not begin: \(error.localizedDescription)")
      }
      // Only now, so that the end of this object never ends a session that did not begin.
      (self.arm, self.processor, self.output) = (arm, processor, output)
    }

    deinit { processor.endSession() }

    func makeInput() throws -> CVPixelBuffer { try makeFrame(arm.input) }

    func fill(_ input: CVPixelBuffer, with pixels: Rgb8) throws {
      try withPlanes(of: input, []) { pixels.writeVideo(to: $0) }
    }

    func predict(_ input: CVPixelBuffer) throws -> CVPixelBuffer {
      guard let source = VTFrameProcessorFrame(buffer: input, presentationTimeStamp: .zero),
        let destination = VTFrameProcessorFrame(buffer: output, presentationTimeStamp: .zero)
      else { throw StepError(.failed, "iOS's own upscaler does not take the memory of a frame") }
      let parameters = VTLowLatencySuperResolutionScalerParameters(sourceFrame: source, destinationFrame: destination)
      final class Answer: @unchecked Sendable { var error: (any Error)? }
      let (answer, answered) = (Answer(), DispatchSemaphore(value: 0))
      // Swift has the asynchronous call alone; the semaphore lets this thread wait for it.
      processor.process(parameters: parameters) { _, error in
        answer.error = error
        answered.signal()
      }
      answered.wait()
      if let error = answer.error { throw StepError(.failed, error.localizedDescription) }
      return output
    }

    func read(_ output: CVPixelBuffer) throws -> Rgb8 {
      try withPlanes(of: output, .readOnly) { Rgb8(video: $0, width: arm.output.width, height: arm.output.height) }
    }

    /// The output always lies where the app wants it.
    func isBacked(_ output: CVPixelBuffer) -> Bool? { nil }
  }

  private let videoFormat = kCVPixelFormatType_420YpCbCr8BiPlanarVideoRange

  /// Attributes name one format or several.
  private func takes(_ format: OSType, _ named: Any?) -> Bool {
    (named as? OSType).map { $0 == format } ?? (named as? [OSType])?.contains(format) ?? false
  }

  /// A frame in an IOSurface, which says by which matrix its colours are made.
  private func makeFrame(_ feature: Feature) throws -> CVPixelBuffer {
    let surface = [kCVPixelBufferIOSurfacePropertiesKey: [String: Any]()] as [CFString: Any] as CFDictionary
    var buffer: CVPixelBuffer?
    let status = CVPixelBufferCreate(nil, feature.width, feature.height, videoFormat, surface, &buffer)
    guard let buffer else {
      throw StepError(.failed, "no memory for a frame of \(feature.width)x\(feature.height) (CVReturn \(status))")
    }
    CVBufferSetAttachment(buffer, kCVImageBufferYCbCrMatrixKey, kCVImageBufferYCbCrMatrix_ITU_R_601_4, .shouldPropagate)
    return buffer
  }

  private func withPlanes<Result>(
    of buffer: CVPixelBuffer, _ flags: CVPixelBufferLockFlags, _ body: (VideoPlanes) throws -> Result
  ) throws -> Result {
    let status = CVPixelBufferLockBaseAddress(buffer, flags)
    guard status == kCVReturnSuccess, let luma = CVPixelBufferGetBaseAddressOfPlane(buffer, 0),
      let chroma = CVPixelBufferGetBaseAddressOfPlane(buffer, 1)
    else { throw StepError(.failed, "a frame's memory cannot be reached (CVReturn \(status))") }
    defer { CVPixelBufferUnlockBaseAddress(buffer, flags) }
    return try body(
      VideoPlanes(
        luma: luma, chroma: chroma, lumaBytesPerRow: CVPixelBufferGetBytesPerRowOfPlane(buffer, 0),
        chromaBytesPerRow: CVPixelBufferGetBytesPerRowOfPlane(buffer, 1)))
  }
#else
  extension CoreMLEngine {
    func upscaler(for arm: SystemArm) throws -> any Predictor {
      throw StepError(
        .unsupported, "this build of the app has no access to iOS's own upscaler: it is for a simulator, or of an Xcode before 26")
    }
  }
#endif
