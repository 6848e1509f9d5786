/// The field `snapshot:` of a plan: a rule for files of a `replace` table that arrive without a command. It says which
/// files form the table's content. The files that a command names always form a snapshot.
enum ReplacementFileSetRule: String, CaseIterable, Sendable {
    /// All files that are in the newest file's folder when the load is made. DMS writes a full load in this way.
    case folder
    /// The newest file alone.
    case file
    /// The files that a `_SUCCESS.json` lists. Without such a list, nothing is loaded.
    case dataset
}
