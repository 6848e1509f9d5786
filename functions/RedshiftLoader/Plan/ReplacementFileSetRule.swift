/// The field `snapshot:` of a `replace` table: the rule that selects a snapshot's files when no command names them. The
/// files that a command names always form a snapshot.
enum ReplacementFileSetRule: String, CaseIterable, Sendable {
    /// All files that are in the newest file's folder when the load is made. DMS writes a full load in this way.
    case folder
    /// The newest file alone.
    case file
    /// The files that a `_SUCCESS.json` lists. Without such a list, nothing is loaded.
    case dataset
}
