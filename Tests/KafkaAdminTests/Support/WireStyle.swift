/// Texts and lists as the classic or the flexible versions of an API have them.
struct WireStyle {
    let isFlexible: Bool

    func text(_ value: String?) -> [UInt8] { isFlexible ? WireBytes.compact(value) : WireBytes.text(value) }
    func list(_ items: [[UInt8]]) -> [UInt8] { isFlexible ? WireBytes.compactList(items) : WireBytes.list(items) }
    func data(_ value: [UInt8]) -> [UInt8] { isFlexible ? WireBytes.compactData(value) : WireBytes.data(value) }
    /// Fields behind a structure that nobody knows.
    var tags: [UInt8] { isFlexible ? WireBytes.unknownTag : [] }

    /// A structure: its fields, and what is behind them.
    func structure(_ fields: [UInt8]...) -> [UInt8] {
        var bytes: [UInt8] = []
        for field in fields { bytes += field }
        return bytes + tags
    }
}
