/// How a load came about. What the system really kept of an earlier load, no API says.
enum LoadProcedure: String, Encodable {
  /// The first of its model and compute units since the app was installed or iOS was updated.
  case afterInstall = "after_install"
  /// The first since a purge.
  case purged
  /// One after a load that came to its end.
  case prepared
  /// One after a load, or a purge, that was cut off: the system may have kept all of it or nothing.
  case unknown
}

/// loads.json: what the app has loaded in this installation and on this iOS, since the purge if there was one. A key, the
/// `loadKey` of an arm, is in one list at most.
struct Loads: Codable, Equatable {
  var v = contractVersion
  let osBuild: String
  var purged = false
  /// Keys whose latest load has not come to its end.
  var begun: [String] = []
  /// Keys whose latest load has.
  var loaded: [String] = []

  func procedure(of key: String) -> LoadProcedure {
    if loaded.contains(key) { return .prepared }
    if begun.contains(key) { return .unknown }
    return purged ? .purged : .afterInstall
  }

  func beginning(_ key: String) -> Loads { moving(key, from: \.loaded, to: \.begun) }

  func ending(_ key: String) -> Loads { moving(key, from: \.begun, to: \.loaded) }

  /// While a purge lasts nobody knows what is left of earlier loads.
  func beginningPurge() -> Loads {
    var less = self
    less.begun += loaded
    less.loaded = []
    return less
  }

  private func moving(
    _ key: String, from source: WritableKeyPath<Loads, [String]>, to target: WritableKeyPath<Loads, [String]>
  ) -> Loads {
    var moved = self
    moved[keyPath: source].removeAll { $0 == key }
    if !moved[keyPath: target].contains(key) { moved[keyPath: target].append(key) }
    return moved
  }
}
