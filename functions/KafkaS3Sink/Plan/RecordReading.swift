/// What a record is to the landing zone.
enum RecordReading: Sendable {
    case row(ChangeRow)
    /// It has nothing to land: a tombstone behind its delete, a control record. The reason is counted.
    case nothing(String)
}
