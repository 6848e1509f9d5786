import Glibc

/// The folder of time zone files, as a zip brings it or the machine has it: TZif files by name, and `zone.tab`, which lists
/// the names. A name that the list does not have (`US/Eastern`, `EST`) is refused everywhere, so that a plan that passes on
/// one machine passes on all of them.
public struct TimeZoneDatabase: Sendable {
    private let folders: [String]

    /// `zoneinfo` beside the executable, and then `/usr/share/zoneinfo`.
    public static let standard = TimeZoneDatabase(folders: standardFolders)

    /// - Parameter folders: where to look; the first that has a `zone.tab` is used.
    public init(folders: [String]) { self.folders = folders }

    private static var standardFolders: [String] {
        var path = [CChar](repeating: 0, count: 4096)
        let length = readlink("/proc/self/exe", &path, path.count)
        let executable = String(decoding: path.prefix(max(0, length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let folder = executable.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(executable[..<$0]) } ?? "."
        return ["\(folder)/zoneinfo", "/usr/share/zoneinfo"]
    }

    /// - Parameter name: an IANA name, e.g. `Europe/Berlin`, or `UTC`.
    /// - Throws: ``TimeZoneError``.
    public func zone(_ name: String) throws(TimeZoneError) -> TimeZoneRules {
        if name == "UTC" || name == "Etc/UTC" { return .utc }
        guard let (folder, names) = list() else {
            throw .noDatabase("there are no time zone files in \(folders.joined(separator: " or "))")
        }
        guard names.contains(name) else { throw .unknown(name, known: names) }
        guard let bytes = Self.read("\(folder)/\(name)", limit: 1 << 20),
            let zone = TimeZoneRules(name: name, tzif: bytes)
        else { throw .noDatabase("\(folder)/\(name) is not a time zone file of version 2 or later") }
        return zone
    }

    /// The names in the third column of `zone.tab`.
    private func list() -> (folder: String, names: [String])? {
        for folder in folders {
            guard let bytes = Self.read("\(folder)/zone.tab", limit: 1 << 20) else { continue }
            let lines = bytes.split(separator: 0x0A).filter { $0.first != UInt8(ascii: "#") }
            let names = lines.compactMap { line -> String? in
                let columns = line.split(separator: 0x09, maxSplits: 3, omittingEmptySubsequences: false)
                return columns.count >= 3 ? String(decoding: columns[2], as: UTF8.self) : nil
            }
            return (folder, names + ["UTC"])
        }
        return nil
    }

    private static func read(_ path: String, limit: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while content.count <= limit {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return content }
            if count < 0 {
                if errno == EINTR { continue }
                return nil
            }
            content += chunk[..<count]
        }
        return nil
    }
}

/// A time zone that cannot be had.
public enum TimeZoneError: Error, Equatable {
    /// The database does not have the name.
    case unknown(String, known: [String])
    /// The database cannot be read; the text says why.
    case noDatabase(String)
}
