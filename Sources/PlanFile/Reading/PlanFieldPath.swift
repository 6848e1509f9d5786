/// The place of a value in a plan, in two forms: with this plan's numbers and names, for a person; and as the plan's shape,
/// which is the same for every item of a list.
struct PlanFieldPath: Sendable, Equatable {
    /// `exports[2].format`, `tables["public.audit_%"].compare`.
    let text: String
    /// `exports[].format`, `tables.*.compare`.
    let shape: String
    /// The value is in `defaults`, not in the item that is read.
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

    /// The same place of the plan's shape, but written in `defaults`.
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
