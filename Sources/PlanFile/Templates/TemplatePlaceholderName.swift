/// The names that placeholders of one kind of template may have. The raw value is the name: `window.from`.
public protocol TemplatePlaceholderName: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
    /// A date needs a pattern behind its name (`${window.from:yyyy-MM-dd}`); other names have none.
    var isDate: Bool { get }
}
