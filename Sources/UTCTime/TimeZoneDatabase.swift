import LocalFile

/// The folder of time zone files, in the zip or on the machine. It contains a TZif file for each name, and `zone.tab`,
/// which lists the names. A name that is not in this list (`US/Eastern`, `EST`) is refused on every machine, so that a
/// plan is either valid on all machines or on none.
public struct TimeZoneDatabase: Sendable {
    /// The maximum size of a file that is read, in bytes. The largest file of a usual machine has 100 kB.
    private static let longestFile = 1 << 20

    private let folders: [String]

    /// The database in the folder `zoneinfo` next to the executable, or else in `/usr/share/zoneinfo`.
    public static let standard = TimeZoneDatabase(
        folders: ["\(LocalFile.folderOfExecutable ?? ".")/zoneinfo", "/usr/share/zoneinfo"]
    )

    /// Makes a database that reads one of several folders.
    ///
    /// - Parameter folders: the folders to try; the first one with a `zone.tab` is used.
    public init(folders: [String]) { self.folders = folders }

    /// Reads the rules of one time zone.
    ///
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

    /// Reads the names in the third column of `zone.tab`.
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
