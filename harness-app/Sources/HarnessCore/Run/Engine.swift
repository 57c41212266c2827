import Foundation

/// What turns models into predictions: Core ML.
protocol Engine {
  /// Compiles a package into `folder`, which appears whole or not at all.
  func compile(_ package: URL, to folder: URL) throws
  /// Deletes what the system keeps of earlier loads; false when there was nothing.
  func purge() throws -> Bool
  func load(_ compiled: URL, for arm: ModelArm) throws -> any Predictor
  /// What a person should know about the way an arm is loaded.
  func notes(for arm: ModelArm) -> [String]
  /// Begins a session of iOS's own upscaler. Throws where this system has none for such frames.
  func upscaler(for arm: SystemArm) throws -> any Predictor
  /// What a person should know about that upscaler.
  var upscalerNotes: [String] { get }
  func placement(of compiled: URL, for arm: ModelArm) throws -> Placement
}

/// A loaded model. Filling, predicting and reading are separate, so that each can be inside or outside the timing.
protocol Predictor {
  associatedtype Input
  associatedtype Output
  func makeInput() throws -> Input
  /// `pixels` has the size of the model's input.
  func fill(_ input: Input, with pixels: Rgb8) throws
  func predict(_ input: Input) throws -> Output
  /// An output is valid until the next prediction, which may write to the same memory.
  func read(_ output: Output) throws -> Rgb8
  /// Whether an output lies in the memory that the app provided; nil when the app provided none.
  func isBacked(_ output: Output) -> Bool?
}

/// Where the system would rather run each operation. It predicts; it does not trace.
struct Placement: Encodable {
  /// Shares of operations, 0 to 1.
  struct Shares: Encodable { let cpu, gpu, ane: Double }
  var shares: Shares?
  /// Why there are no shares.
  var reason: String?
}
