import LocalFile

/// The folder of time zone files, as a zip brings it or the machine has it: TZif files by name, and `zone.tab`, which lists
/// the names. A name that the list does not have (`US/Eastern`, `EST`) is refused everywhere, so that a plan that passes on
/// one machine passes on all of them.
public struct TimeZoneDatabase: Sendable {
    /// Bytes; the largest of the machine's files has 100 kB.
    private static let longestFile = 1 << 20

    private let folders: [String]

    /// `zoneinfo` beside the executable, and then `/usr/share/zoneinfo`.
    public static let standard = TimeZoneDatabase(
        folders: ["\(LocalFile.folderOfExecutable ?? ".")/zoneinfo", "/usr/share/zoneinfo"]
    )

    /// - Parameter folders: where to look; the first that has a `zone.tab` is used.
    public init(folders: [String]) { self.folders = folders }

    /// - Parameter name: an IANA name, e.g. `Europe/Berlin`, or `UTC`.
    /// - Throws: ``TimeZoneError``.
    public func zone(_ name: String) throws(TimeZoneError) -> TimeZoneRules {
        if name == "UTC" || name == "Etc/UTC" { return .utc }
        guard let (folder, names) = list() else {
            throw .noDatabase("there are no time zone files in \(folders.joined(separator: " or "))")
        }
        guard names.contains(name) else { throw .unknown(name, known: names) }
        guard let bytes = try? LocalFile.bytes(at: "\(folder)/\(name)", limit: Self.longestFile),
            let zone = TimeZoneRules(name: name, tzif: bytes)
        else { throw .noDatabase("\(folder)/\(name) is not a time zone file of version 2 or later") }
        return zone
    }

    /// The names in the third column of `zone.tab`.
    private func list() -> (folder: String, names: [String])? {
        for folder in folders {
            guard let bytes = try? LocalFile.bytes(at: "\(folder)/zone.tab", limit: Self.longestFile) else { continue }
            let lines = bytes.split(separator: 0x0A).filter { $0.first != UInt8(ascii: "#") }
            let names = lines.compactMap { line -> String? in
                let columns = line.split(separator: 0x09, maxSplits: 3, omittingEmptySubsequences: false)
                return columns.count >= 3 ? String(decoding: columns[2], as: UTF8.self) : nil
            }
            return (folder, names + ["UTC"])
        }
        return nil
    }
}
