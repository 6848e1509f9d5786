/// A record as the landing zone takes it.
enum LandableRecord: Sendable {
    case row(ChangeRow)
    /// It has nothing to land: a tombstone behind its delete, a control record. The reason is counted.
    case nothing(String)
}
