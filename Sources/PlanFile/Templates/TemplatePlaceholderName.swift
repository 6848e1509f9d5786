/// The names of the placeholders that one kind of template may have. The raw value is the name: `window.from`.
public protocol TemplatePlaceholderName: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
    /// `true` for a date. A date needs a pattern after its name (`${window.from:yyyy-MM-dd}`); other placeholders have
    /// no pattern.
    var isDate: Bool { get }
}
