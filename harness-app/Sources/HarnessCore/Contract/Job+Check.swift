/// What the types of a job do not say. The field is the place in the job, such as `steps.3.count`.
extension Job {
  func check() throws {
    try require(isLaunchName(launch), "launch", "must be letters, digits, \".\", \"_\" or \"-\"")
    for (index, file) in files.enumerated() {
      try checkFile(file.path, file.bytes, "files.\(index)")
      try checkSha256(file.sha256, "files.\(index)")
      for (number, part) in (file.parts ?? []).enumerated() {
        try checkFile(part.path, part.bytes, "files.\(index).parts.\(number)")
      }
    }
    for (name, arm) in arms {
      if case .model(let model) = arm {
        try checkPath(model.model, "arms.\(name).model")
        try checkSha256(model.sha256, "arms.\(name)")
      }
      for (feature, field) in [(arm.input, "input"), (arm.output, "output")] {
        let field = "arms.\(name).\(field)"
        try require(feature.name != "", "\(field).name", "must not be empty")
        try checkSize(feature.width, feature.height, field)
        try require(feature.range.count == 2, "\(field).range", "must be two numbers")
        try require([1, 3].contains(feature.channels), "\(field).channels", "must be 1 or 3")
        try require(feature.hasLayoutOfItsKind, "\(field).layout", "does not go with the kind and the channels")
      }
      try require(arm.input.inset == nil, "arms.\(name).input.inset", "is not a field of an input")
      let inset = arm.output.inset
      try require(inset.map((0...65536).contains) == true, "arms.\(name).output.inset", "must be 0 or more")
    }
    for (name, image) in images {
      try require(isContained(name) && !name.utf8.contains(UInt8(ascii: "/")), "images.\(name)", "must be a file name")
      try checkPath(image.path, "images.\(name).path")
      try checkSize(image.width, image.height, "images.\(name)")
    }
    try require(!steps.isEmpty, "steps", "must not be empty")
    for (index, step) in steps.enumerated() { try check(step, "steps.\(index)") }
  }

  private func check(_ step: Step, _ field: String) throws {
    if let arm = step.arm { try require(arms[arm] != nil, "\(field).arm", "names no arm: \"\(arm)\"") }
    if let on = step.on {
      try require(images[on.image] != nil, "\(field).image", "names no image: \"\(on.image)\"")
      try require(!on.tiles.isEmpty, "\(field).tiles", "must not be empty")
      for (number, tile) in on.tiles.enumerated() {
        let (keep, field) = (tile.keep, "\(field).tiles.\(number)")
        try require([keep.x, keep.y].allSatisfy { (0...65536).contains($0) }, field, "keeps what lies outside 0...65536")
        try require([tile.x, tile.y].allSatisfy { (-65536...65536).contains($0) }, field, "lies outside -65536...65536")
        try checkSize(keep.width, keep.height, "\(field).keep")
      }
    }
    switch step {
    case .warmup(_, let warmup): try require(warmup.count >= 1, "\(field).count", "must be 1 or more")
    case .measure(_, let measure):
      try require(measure.count >= 1, "\(field).count", "must be 1 or more")
      try require(measure.minNs >= 0, "\(field).minNs", "must be 0 or more")
      try require(measure.paceHz ?? 1 > 0, "\(field).paceHz", "must be above 0")
      try require(measure.durationS ?? 1 > 0, "\(field).durationS", "must be above 0")
    case .cooldown(let cooldown):
      try require(cooldown.until != .critical, "\(field).until", "must be nominal, fair or serious")
      try require(cooldown.timeoutS > 0, "\(field).timeoutS", "must be above 0")
    case .pause(let pause): try require(pause.durationS > 0, "\(field).durationS", "must be above 0")
    default: break
    }
  }
}

extension Feature {
  fileprivate var hasLayoutOfItsKind: Bool {
    switch kind {
    case .array: !layout.isOfImages
    case .image: layout.isOfImages && (layout == .GRAY) == (channels == 1)
    }
  }
}

private func checkFile(_ path: String, _ bytes: Int, _ field: String) throws {
  try checkPath(path, "\(field).path")
  try require(bytes >= 0, "\(field).bytes", "must be 0 or more")
}

private func checkSha256(_ text: String, _ field: String) throws {
  let isHex = text.utf8.count == 64 && text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
  try require(isHex, "\(field).sha256", "must be 64 hexadecimal digits")
}

private func checkPath(_ path: String, _ field: String) throws {
  try require(isContained(path), field, "must be a relative path without \"..\"")
}

/// More than any phone's memory holds is refused, so sums and products cannot overflow.
private func checkSize(_ width: Int, _ height: Int, _ field: String) throws {
  try require((1...65536).contains(width), "\(field).width", "must be from 1 to 65536")
  try require((1...65536).contains(height), "\(field).height", "must be from 1 to 65536")
}

private func require(_ isAllowed: Bool, _ field: String, _ message: String) throws {
  if !isAllowed { throw JobError(field: field, message) }
}
