/// The version of a migration: numbers with points or underscores between them. They are compared as numbers: 2 is
/// before 10, and 001 is 1.
struct MigrationVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    let parts: [Int]

    init?(_ text: String) {
        var parts: [Int] = []
        for part in text.split(whereSeparator: { $0 == "." || $0 == "_" }) {
            guard let number = Int(part), number >= 0, part.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                return nil
            }
            parts.append(number)
        }
        guard !parts.isEmpty, parts.count <= 6 else { return nil }
        while parts.count > 1, parts.last == 0 { parts.removeLast() }
        self.parts = parts
    }

    var description: String { parts.map { "\($0)" }.joined(separator: ".") }

    static func < (one: MigrationVersion, other: MigrationVersion) -> Bool {
        one.parts.lexicographicallyPrecedes(other.parts)
    }
}
