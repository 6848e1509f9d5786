import Glibc

/// The machine's time zone files.
enum TimeZoneTestFiles {
    static let names: [String] = {
        guard let list = bytes("zone.tab") else { return [] }
        return String(decoding: list, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
            .map { String($0.split(separator: "\t")[2]) }
    }()

    static func bytes(_ name: String) -> [UInt8]? {
        guard let file = fopen("/usr/share/zoneinfo/\(name)", "r") else { return nil }
        defer { fclose(file) }
        var content = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&content, 1, content.count, file)
        return Array(content.prefix(count))
    }
}
