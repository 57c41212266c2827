/// Where things lie under the app's Documents folder. Host and app agree on these names alone (src/contract/paths.ts).
enum Place {
  static let inventory = "inventory.json"
  static let loads = "loads.json"
  static func out(_ launch: String) -> String { "out/\(launch)" }
  static func events(_ launch: String) -> String { "out/\(launch)/events.jsonl" }
  static func status(_ launch: String) -> String { "out/\(launch)/status.json" }
}

/// The Darwin notification that the app posts when a launch has ended.
func endNotification(of launch: String) -> String { "dev.rezbench.ended.\(launch)" }

/// True for a path that stays below its root on every system: relative, forward slashes, no `.` or `..`.
func isContained(_ path: String) -> Bool {
  !path.utf8.contains(UInt8(ascii: "\\")) && !path.utf8.contains(0)
    && path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { $0 != "" && $0 != "." && $0 != ".." }
}

/// True for what may name a launch: it names files and folders, so its letters are few.
func isLaunchName(_ name: String) -> Bool {
  guard let first = name.utf8.first, name.utf8.count <= 121 else { return false }
  return lettersAndDigits.contains(first) && name.utf8.allSatisfy { lettersAndDigits.contains($0) || "._-".utf8.contains($0) }
}

private let lettersAndDigits = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
