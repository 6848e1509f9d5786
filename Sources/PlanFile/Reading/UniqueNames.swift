/// Finds two things of one name, or of one place.
///
/// ```swift
/// let names = UniqueNames()
/// let exports = plan.list("exports", defaults: defaults) { item in
///     let name = item.identifier("name") ?? …
///     names.claim(name, by: item, field: "name", hint: "give one of them a name")
/// ```
public final class UniqueNames {
    private var owners: [String: (path: String, line: Int)] = [:]

    public init() {}

    /// Notes a mistake when somebody else has the name already.
    ///
    /// - Parameters:
    ///   - field: where the mistake is shown.
    ///   - hint: completes "…; hint".
    public func claim(_ name: String, by item: FieldReader, field: String, hint: String) {
        guard item.value.reading.mode == .plan else { return }
        guard let owner = owners[name] else {
            owners[name] = (item.value.path, item.value.position.line)
            return
        }
        let shortened = PlanScalar(.text, text: name).shortened
        item.refuse(field, "\"\(shortened)\" is taken by \(owner.path) in line \(owner.line); \(hint)")
    }
}
