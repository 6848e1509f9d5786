/// Finds two items of a plan that have the same name or the same location:
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

    /// Records a mistake when another item already has the name.
    ///
    /// - Parameters:
    ///   - field: the field where the mistake is shown.
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
