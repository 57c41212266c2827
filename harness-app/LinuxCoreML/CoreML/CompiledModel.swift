import Foundation

/// model.json, which the virtual iPhone's compiler (src/virtual/app/swift-compiler.ts) leaves beside the lowered functions.
struct CompiledModel: Decodable {
  struct Function: Decodable {
    let program: String
    let inputs: [Feature]
    let outputs: [Feature]
  }
  struct Feature: Decodable {
    let name: String
    let type: Kind
  }
  enum Kind: Decodable {
    case image(width: Int, height: Int, colour: String)
    case array(shape: [Int])
    case other

    private enum Keys: CodingKey { case kind, width, height, colour, shape }

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: Keys.self)
      switch try fields.decode(String.self, forKey: .kind) {
      case "image":
        self = .image(
          width: try fields.decode(Int.self, forKey: .width), height: try fields.decode(Int.self, forKey: .height),
          colour: try fields.decode(String.self, forKey: .colour))
      case "array": self = .array(shape: try fields.decode([Int].self, forKey: .shape))
      default: self = .other
      }
    }
  }

  private let `default`: Function
  private let functions: [String: Function]

  init(in folder: URL) throws {
    self = try JSONDecoder().decode(
      CompiledModel.self, from: Data(contentsOf: folder.appendingPathComponent("model.json")))
  }

  func function(_ name: String?) throws -> Function {
    guard let name else { return `default` }
    guard let function = functions[name] else { throw CoreMLError("the model has no function \(name)") }
    return function
  }
}
