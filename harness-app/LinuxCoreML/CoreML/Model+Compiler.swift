import Foundation

/// The environment variable in which the virtual iPhone names its compiler: a JSON list, a program and its first
/// arguments. It is run with a package and the folder to make.
private let compilerVariable = "REZBENCH_VIRTUAL_COMPILER"

extension MLModel {
  /// Has the virtual iPhone's host lower the package. The result lies in a temporary folder, as Core ML's does.
  public class func compileModel(at package: URL) throws -> URL {
    guard let named = ProcessInfo.processInfo.environment[compilerVariable],
      let command = try? JSONDecoder().decode([String].self, from: Data(named.utf8)), let program = command.first
    else { throw CoreMLError("\(compilerVariable) names no compiler") }
    let out = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).mlmodelc")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = command.dropFirst() + [package.path, out.path]
    let answers = Pipe()
    process.standardOutput = answers
    try process.run()
    let data = try answers.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard let answer = try? JSONDecoder().decode(Answer.self, from: data) else {
      throw CoreMLError("the virtual iPhone's compiler ended with code \(process.terminationStatus)")
    }
    switch answer.status {
    case .compiled: return out
    case .unsupported: throw CoreMLError(answer.reason ?? "", isUnsupported: true)
    case .failed: throw CoreMLError(answer.reason ?? "")
    }
  }

  private struct Answer: Decodable {
    enum Status: String, Decodable { case compiled, unsupported, failed }
    let status: Status
    let reason: String?
  }
}
