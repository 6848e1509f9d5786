/// Sizes as plans write them: a whole number and a unit, `128 MiB`, `5 GB`, with or without the space.
public enum PlanSize {
    private static let units: [(name: String, bytes: Int64)] = [
        ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10),
        ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1000), ("kB", 1000), ("B", 1),
    ]

    /// Reads a size.
    ///
    /// - Returns: the size in bytes; `nil` for other text, and for a number that does not fit into 64 bits.
    public static func read(_ text: String) -> Int64? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        var name = text.dropFirst(digits.count)
        if name.first == " " { name = name.dropFirst() }
        guard let number = Int64(digits), let unit = units.first(where: { $0.name == name }) else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: unit.bytes)
        return overflow ? nil : bytes
    }

    /// Writes a size in the largest unit that is exact.
    public static func text(_ bytes: Int64) -> String {
        let unit = units.first { bytes != 0 && bytes % $0.bytes == 0 } ?? (name: "B", bytes: 1)
        return "\(bytes / unit.bytes) \(unit.name)"
    }
}
