/// The path of a value in a plan, in two forms. ``text`` has this plan's indexes and names, for a person; ``shape`` is
/// the same for every item of a list.
struct PlanFieldPath: Sendable, Equatable {
    /// The path with this plan's indexes and names: `exports[2].format`, `tables["public.audit_%"].compare`.
    let text: String
    /// The path without indexes and chosen names: `exports[].format`, `tables.*.compare`.
    let shape: String
    /// `true` when the value is in `defaults`, not in the item that is read.
    let isDefault: Bool

    static let root = PlanFieldPath(text: "", shape: "", isDefault: false)

    func field(_ name: String) -> PlanFieldPath {
        PlanFieldPath(
            text: text + (Self.isSimple(name) ? (text.isEmpty ? name : ".\(name)") : "[\"\(name)\"]"),
            shape: shape.isEmpty ? name : "\(shape).\(name)",
            isDefault: isDefault
        )
    }

    func item(_ index: Int) -> PlanFieldPath {
        PlanFieldPath(text: "\(text)[\(index)]", shape: "\(shape)[]", isDefault: isDefault)
    }

    func entry(_ key: String) -> PlanFieldPath {
        PlanFieldPath(text: field(key).text, shape: shape.isEmpty ? "*" : "\(shape).*", isDefault: isDefault)
    }

    /// Returns this path for a value that is written in `defaults`: the shape stays the same.
    func inDefaults(_ defaults: PlanFieldPath) -> PlanFieldPath {
        PlanFieldPath(text: defaults.text, shape: shape, isDefault: true)
    }

    private static func isSimple(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
                    || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
            }
    }
}
