/// The files that are a `replace` table's content together, when they arrive by themselves: the word `snapshot:` of the plan. A command
/// names its own files, and they are a snapshot whatever the rule is.
enum ReplacementFileSetRule: String, CaseIterable, Sendable {
    /// Every file that lies in the newest file's folder when its window comes, as DMS writes a full load.
    case folder
    /// The newest file alone.
    case file
    /// The files that a `_SUCCESS.json` lists; files alone load nothing.
    case dataset
}
