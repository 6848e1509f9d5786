import TestSupport

extension JSON {
    /// The elements of an array; none of anything else.
    var elements: [JSON] { array ?? [] }
}
