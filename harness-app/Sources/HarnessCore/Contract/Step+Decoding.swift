extension Step {
  private enum Name: String, CodingKey { case `do` }
  private enum ArmKeys: String, CodingKey { case `do`, arm }
  private enum LoadKeys: String, CodingKey { case `do`, arm, procedure }
  private enum CooldownKeys: String, CodingKey { case `do`, until, timeoutS }

  public init(from decoder: any Decoder) throws {
    let name = try decoder.container(keyedBy: Name.self).decode(String.self, forKey: .do)
    func arm() throws -> String { try decoder.fields(ArmKeys.self).value(.arm) }
    switch name {
    case "stage":
      _ = try decoder.fields(Name.self)
      self = .stage
    case "compile": self = .compile(arm: try arm())
    case "load":
      let fields = try decoder.fields(LoadKeys.self)
      self = .load(arm: try fields.value(.arm), procedure: try fields.value(.procedure))
    case "warmup": self = .warmup(try Repetition(from: decoder))
    case "measure": self = .measure(try Measure(from: decoder))
    case "quality": self = .quality(try On(fields: decoder.fields(On.Keys.self)))
    case "placement": self = .placement(arm: try arm())
    case "unload": self = .unload(arm: try arm())
    case "cooldown":
      let fields = try decoder.fields(CooldownKeys.self)
      let until: ThermalState = try fields.checked(.until, "must be nominal, fair or serious") { $0 != .critical }
      self = .cooldown(until: until, timeoutS: try fields.positive(.timeoutS))
    case "sentinel":
      _ = try decoder.fields(Name.self)
      self = .sentinel
    default: throw invalid(decoder.codingPath, "asks for \"\(name)\", a step the app does not know")
    }
  }
}

/// The keys that name an image, its tiles and an arm, whatever else the step has.
protocol OnKeys: CodingKey {
  static var arm: Self { get }
  static var image: Self { get }
  static var tiles: Self { get }
}

extension Step.On {
  enum Keys: String, OnKeys { case `do`, arm, image, tiles }

  init<Keys: OnKeys>(fields: KeyedDecodingContainer<Keys>) throws {
    arm = try fields.value(.arm)
    image = try fields.value(.image)
    tiles = try fields.checked(.tiles, "must not be empty") { !$0.isEmpty }
  }
}

extension Step.Repetition {
  private enum Keys: String, OnKeys { case `do`, arm, image, tiles, count }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.fields(Keys.self)
    on = try Step.On(fields: fields)
    count = try fields.count(.count, atLeast: 1)
  }
}

extension Step.Measure {
  private enum Keys: String, OnKeys { case `do`, arm, image, tiles, count, minNs, scope, paceHz, durationS }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.fields(Keys.self)
    on = try Step.On(fields: fields)
    count = try fields.count(.count, atLeast: 1)
    minNs = try fields.count(.minNs)
    scope = try fields.value(.scope)
    paceHz = try fields.positiveIfPresent(.paceHz)
    durationS = try fields.positiveIfPresent(.durationS)
  }
}

extension Tile {
  private enum Keys: String, CodingKey { case x, y, keep }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.fields(Keys.self)
    x = try fields.pixels(.x, atLeast: 0)
    y = try fields.pixels(.y, atLeast: 0)
    keep = try fields.value(.keep)
  }
}

extension Tile.Rectangle {
  private enum Keys: String, CodingKey { case x, y, width, height }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.fields(Keys.self)
    x = try fields.pixels(.x, atLeast: 0)
    y = try fields.pixels(.y, atLeast: 0)
    width = try fields.pixels(.width)
    height = try fields.pixels(.height)
  }
}
