/// The error for a record that cannot be landed. The reason is logged, so it contains no value of the record.
struct BadRecord: Error, Sendable, Equatable {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
