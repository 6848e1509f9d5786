/// The result of reading a record: a row to land, or nothing.
enum LandableRecord: Sendable {
    case row(ChangeRow)
    /// The record has nothing to land, such as a tombstone after its delete, or a control record. The text is the
    /// reason.
    case nothing(String)
}
